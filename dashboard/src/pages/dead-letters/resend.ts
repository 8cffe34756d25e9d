import { ask } from "../../api/ask.js";
import { ResendDocument } from "../../api/generated/dead-letters.js";
import type { DeadLetterFragment, MessageFilterInput, ResendMutation } from "../../api/generated/operations.js";

export type Resent = NonNullable<ResendMutation["resendMessages"]>;

export interface ResendChoice {
  /** Hours after which a message is too old; null for any age. */
  readonly maxAgeHours: number | null;
  readonly skipsRead: boolean;
}

const SECONDS_PER_HOUR = 3600;

/** Queues the messages of a group again, or counts them. One call queues a bounded number. */
export async function resend(
  env: string,
  { group, from, choice }: { readonly group: DeadLetterFragment; readonly from: string; readonly choice: ResendChoice },
  isDryRun: boolean,
): Promise<Resent> {
  const { channelKey, reason } = group;
  const { maxAgeHours, skipsRead } = choice;
  const filter: MessageFilterInput = {
    ...{ channelKey, deliveryStatus: "UNDELIVERED", undeliveredReasons: [reason] },
    createdAt: { from: earlier(from) },
  };
  const input = {
    ...{ filter, isDryRun, skipRead: skipsRead },
    ...(maxAgeHours === null ? {} : { maxAgeSeconds: maxAgeHours * SECONDS_PER_HOUR }),
  };
  const { resendMessages } = await ask(env, ResendDocument, { variables: { input } });
  if (!resendMessages) throw new Error("The server answered without a count.");
  return resendMessages;
}

/** Groups are by when a message was given up, the filter by when it was made, which is up to three days before. */
function earlier(from: string): string {
  const threeDaysMs = 3 * 24 * SECONDS_PER_HOUR * 1000;
  return new Date(Date.parse(from) - threeDaysMs).toISOString();
}
