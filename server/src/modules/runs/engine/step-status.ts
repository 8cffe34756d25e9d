import type { JsonObject } from "../../../platform/json.js";

/** From the least to the most useful to the reader. */
const DELIVERY = ["not_sent", "undelivered", "bounced", "queued", "sending", "uncertain", "sent", "delivered"];

/**
 * The status of a step as conditions see it, with one more message of it: a step makes one for each device. It is as far as the
 * furthest of them, and its reader did what was done with any.
 */
export function withMessage(
  before: JsonObject | undefined,
  { delivery, engagement }: { delivery: string; engagement: readonly string[] },
): JsonObject {
  const known = typeof before?.delivery_status === "string" ? before.delivery_status : "";
  const done = Array.isArray(before?.engagement_status) ? before.engagement_status : [];
  return {
    delivery_status: DELIVERY.indexOf(delivery) > DELIVERY.indexOf(known) || known === "" ? delivery : known,
    engagement_status: [...new Set([...done, ...engagement])],
  };
}
