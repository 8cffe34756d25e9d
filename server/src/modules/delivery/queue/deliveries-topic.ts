/** The hint that deliveries were queued. Its payload is empty. */
export const DELIVERIES_TOPIC = "deliveries.due";
