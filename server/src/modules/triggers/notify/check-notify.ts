import { checkSize, checkText, refused, type AppError, type InputIssue } from "../../../platform/errors/index.js";
import { isObjectKey, laneOf } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { noAttachments } from "../../attachments/index.js";
import { parseRecipient, type NamedRecipient } from "../../objects/index.js";
import { checkTenant } from "../../tenants/index.js";
import type { NotifyFields } from "../commands.js";
import type { ListedRecipient, NewTrigger } from "../trigger.repository.js";

export const RECIPIENTS_MAX = 10_000;
const DATA_MAX_BYTES = 1024 * 1024;
const KEY_MAX_LENGTH = 256;

/** A checked call of notify, with the people and tenant to store first. */
export interface CheckedNotify {
  recipients: { named: NamedRecipient; data: JsonObject | null }[];
  actor: NamedRecipient | null;
  /** The data without the contents of attachments. */
  data: JsonObject;
  issues: InputIssue[];
}

/**
 * Reads a call; everything wrong with it is listed. A recipient named twice counts once, the first naming wins. The contents of
 * attachments go to `taker`, and do not count as data.
 */
export function checkNotify(input: NotifyFields, path: string[], taker = noAttachments()): CheckedNotify {
  const issues: InputIssue[] = [];
  const count = input.recipients.length;
  if (count < 1 || count > RECIPIENTS_MAX) {
    const message = `Give 1 to ${RECIPIENTS_MAX} recipients; these are ${count}.`;
    issues.push({ path: [...path, "recipients"], code: "out_of_range", message });
    return { recipients: [], actor: null, data: {}, issues };
  }
  const recipients = new Map<string, CheckedNotify["recipients"][number]>();
  for (const [index, recipient] of input.recipients.entries()) {
    const place = [...path, "recipients", String(index)];
    const parsed = parseRecipient(recipient.to, [...place, "to"]);
    if (!parsed.ok) issues.push(...parsed.issues);
    else if (!recipients.has(parsed.value.recipientKey)) {
      const { recipientKey } = parsed.value;
      const own = recipient.data && taker.take(recipient.data, [...place, "data"], recipientKey);
      recipients.set(recipientKey, { named: parsed.value, data: own ?? null });
    }
  }
  const actor = input.actor ? parseRecipient(input.actor, [...path, "actor"]) : null;
  if (actor && !actor.ok) issues.push(...actor.issues);
  if (input.tenant) issues.push(...checkTenant(input.tenant, [...path, "tenant"]));
  const data = taker.take(input.data ?? {}, [...path, "data"], null);
  const named = [...recipients.values()];
  issues.push(
    ...taker.issues,
    ...checkSize({ data, own: named.map((each) => each.data) }, [...path, "data"], DATA_MAX_BYTES),
    ...checkCancellationKey(input.cancellationKey, [...path, "cancellationKey"]),
  );
  return { recipients: named, actor: actor?.ok ? actor.value : null, data, issues };
}

export function workflowMissing(workflowKey: string, path: string[]): AppError {
  const message = `There is no committed workflow "${workflowKey}" in this environment.`;
  return refused("NOT_FOUND", { path: [...path, "workflowKey"], code: "workflow_missing", message });
}

/** Checks a cancellation key. An empty one would match all triggers whose caller forgot theirs. */
export function checkCancellationKey(key: string | null | undefined, path: string[]): InputIssue[] {
  if (key === "") return [{ path, code: "empty", message: "A cancellation key may not be empty; leave it out." }];
  return checkText(key, path, KEY_MAX_LENGTH);
}

/** The named recipients by lane, in the order given. */
export function spreadOverLanes(environmentId: number, recipients: CheckedNotify["recipients"]): NewTrigger["lanes"] {
  const lanes = new Map<number, ListedRecipient[]>();
  for (const { named, data } of recipients) {
    const lane = laneOf(environmentId, named.recipientKey);
    const listed = lanes.get(lane) ?? [];
    listed.push([named.recipientKey, data]);
    lanes.set(lane, listed);
  }
  // With several recipients, one of them an object, a recipient may be reached twice.
  const mayRepeat = recipients.length > 1 && recipients.some(({ named }) => isObjectKey(named.recipientKey));
  return [...lanes].map(([lane, listed]) => ({ lane, recipients: listed, may_repeat: mayRepeat }));
}
