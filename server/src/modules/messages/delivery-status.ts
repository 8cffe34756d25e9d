/** Status of a delivery; values may be added. */
export const DeliveryStatus = {
  QUEUED: "QUEUED",
  SENDING: "SENDING",
  SENT: "SENT",
  DELIVERED: "DELIVERED",
  NOT_SENT: "NOT_SENT",
  UNCERTAIN: "UNCERTAIN",
  UNDELIVERED: "UNDELIVERED",
  BOUNCED: "BOUNCED",
} as const;

export type DeliveryStatus = keyof typeof DeliveryStatus;
