/** The hint that deliveries were queued; its payload says nothing. */
export const DELIVERIES_TOPIC = "deliveries.due";
