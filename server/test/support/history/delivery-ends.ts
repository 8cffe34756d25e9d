import { messageId } from "../../../src/modules/identifiers/index.js";
import { DELIVERY_STATUS } from "../../../src/modules/messages/index.js";
import type { DeliveryEnd } from "./check-deliveries.js";

/** A delivery of the workflow of the chaos tests, whose channels are `keyed`, `again` and `once`. */
export interface DeliveryEndRow extends Omit<DeliveryEnd, "vendor" | "name"> {
  lane: number;
  runId: string;
  ordinal: number;
  channel: "keyed" | "again" | "once";
  address: { address?: string; number?: string } | null;
}

const ATTEMPTS = `from attempts a where a.environment_id = d.environment_id and a.lane = d.lane and a.run_id = d.run_id
  and a.ordinal = d.ordinal`;

/** All deliveries, with what is known of their attempts. */
export const DELIVERY_ENDS = `
  select d.lane, d.run_id as "runId", d.ordinal, c.key as channel, d.address, d.state, ${DELIVERY_STATUS} as status, d.reason,
    exists (select 1 ${ATTEMPTS} and a.outcome = 'sent') as "hasSentAnswer",
    (select count(*)::int ${ATTEMPTS} and (a.outcome is null or a.code = 'lease_ended')) as "lostAnswers",
    (select count(*)::int ${ATTEMPTS}) as "attemptCount"
  from deliveries d join messages m using (environment_id, lane, run_id, ordinal) join channels c on c.id = d.channel_id`;

/** As the vendor of its channel names it. */
export function toDeliveryEnd(row: DeliveryEndRow): DeliveryEnd {
  const { channel, address, lane, runId, ordinal } = row;
  if (channel === "keyed") return { ...row, vendor: "resend", name: messageId({ lane, runId, ordinal }) };
  if (channel === "again") return { ...row, vendor: "postmark", name: address?.address ?? "" };
  return { ...row, vendor: "twilio", name: address?.number ?? "" };
}
