import { checkSize, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";
import {
  checkObjectRef,
  parseRecipient,
  parseRecipientRef,
  type NamedRecipient,
  type ObjectRef,
} from "../objects/index.js";

/** The arguments of subscribe. */
export interface SubscribeFields {
  object: ObjectRef;
  recipients: Parameters<typeof parseRecipient>[0][];
  properties?: JsonObject | null;
}

/** The arguments of unsubscribe. */
export interface UnsubscribeFields {
  object: ObjectRef;
  recipients: Parameters<typeof parseRecipientRef>[0][];
}

const RECIPIENTS_MAX = 1000;

/** The recipients to subscribe, or everything that is wrong. */
export function checkSubscribe(input: SubscribeFields): { named: NamedRecipient[]; issues: InputIssue[] } {
  const issues = [
    ...checkObjectRef(input.object, ["object"]),
    ...checkCount(input.recipients.length),
    ...checkSize(input.properties, ["properties"], PROPERTIES_MAX_BYTES),
  ];
  const named: NamedRecipient[] = [];
  for (const [index, recipient] of input.recipients.slice(0, RECIPIENTS_MAX).entries()) {
    const parsed = parseRecipient(recipient, ["recipients", String(index)]);
    if (parsed.ok) named.push(parsed.value);
    else issues.push(...parsed.issues);
  }
  return { named, issues };
}

/** The keys of the recipients to unsubscribe, or everything that is wrong. */
export function checkUnsubscribe(input: UnsubscribeFields): { keys: string[]; issues: InputIssue[] } {
  const issues = [...checkObjectRef(input.object, ["object"]), ...checkCount(input.recipients.length)];
  const keys: string[] = [];
  for (const [index, recipient] of input.recipients.slice(0, RECIPIENTS_MAX).entries()) {
    const parsed = parseRecipientRef(recipient, ["recipients", String(index)]);
    if (parsed.ok) keys.push(parsed.value);
    else issues.push(...parsed.issues);
  }
  return { keys, issues };
}

function checkCount(count: number): InputIssue[] {
  if (count >= 1 && count <= RECIPIENTS_MAX) return [];
  const message = `Give 1 to ${RECIPIENTS_MAX} recipients; these are ${count}.`;
  return [{ path: ["recipients"], code: "out_of_range", message }];
}
