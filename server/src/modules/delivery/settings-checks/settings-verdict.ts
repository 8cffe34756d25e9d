import type { SendOutcome } from "../../../platform/http-client/index.js";
import { reasonAndDetail, type Failure, type Refused } from "../../../providers/kit/answer.js";

/** What the vendor says of the settings: it takes them, it refuses them, or nothing is known. */
export type SettingsState = "PASSED" | "REFUSED" | "UNKNOWN";

/** The result of one check, for an operator. */
export interface SettingsVerdict {
  state: SettingsState;
  /** The vendor's code, or the server's own; null where all is well. */
  code: string | null;
  message: string;
}

const SAVED = "The settings are saved all the same.";

/** There is no call that tries the settings without sending anything. */
export function withoutCall(vendor: string): SettingsVerdict {
  const message = `${vendor} has no call that tries the settings. The first message tries them.`;
  return { state: "UNKNOWN", code: "no_call", message };
}

export function refusedSettings({
  code,
  reason,
  detail = null,
}: Pick<Refused, "reason"> & { code: string | null; detail?: string | null }): SettingsVerdict {
  return { state: "REFUSED", code, message: reasonAndDetail({ reason, detail }) };
}

/** The call that makes an access token failed. */
export function withoutToken(vendor: string, failed: Failure): SettingsVerdict {
  switch (failed.outcome) {
    case "throttled":
    case "retry":
    case "uncertain":
      return unanswered(vendor, { code: failed.code ?? "no_answer", words: failed.detail ?? failed.reason });
    default:
      return refusedSettings(failed);
  }
}

/** Reads the answer to a check. `refused`: what the provider reads in it; null for nothing that speaks against the settings. */
export function verdictOf(
  vendor: string,
  outcome: SendOutcome,
  read: (answer: Extract<SendOutcome, { kind: "answer" }>) => Refused | null,
): SettingsVerdict {
  if (outcome.kind === "no-answer") {
    if (outcome.code.startsWith("forbidden_") || outcome.code === "invalid_url") {
      return refusedSettings({
        code: outcome.code,
        reason: "This address may not be called.",
        detail: outcome.message,
      });
    }
    return unanswered(vendor, { code: outcome.code, words: outcome.message });
  }
  const refused = read(outcome);
  if (refused) return refusedSettings(refused);
  const { status, headers } = outcome;
  // Replies of mail servers from 400 on are failures, and those that refuse the login were read as such.
  const saysNothing = headers["x-smtp-stage"] === undefined ? status >= 500 || status === 429 : status >= 400;
  if (!saysNothing) return { state: "PASSED", code: null, message: `${vendor} takes these settings.` };
  const message = `${vendor} answered ${status}, which says nothing about the settings. ${SAVED}`;
  return { state: "UNKNOWN", code: String(status), message };
}

function unanswered(vendor: string, { code, words }: { code: string; words: string }): SettingsVerdict {
  const why = words === "" ? code : words.replace(/\.$/, "");
  return { state: "UNKNOWN", code, message: `${vendor} could not be asked: ${why}. ${SAVED}` };
}
