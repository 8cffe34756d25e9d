/** How long sums by hour are kept. */
export const KEPT_HOURLY_DAYS = 35;
/** How long sums by day are kept. */
export const KEPT_DAYS = 400;
