import { hash } from "node:crypto";
import { bytesToUuid, hexToUuid } from "./public-id.js";

/**
 * A run's id is made of what makes it unique: six bytes of the trigger's sequence number, then ten of a hash over
 * trigger and recipient. So the primary key itself keeps a recipient from running twice for one trigger, whatever path
 * or retry led to it, and ids of later triggers sort after. Two of 100,000 recipients of one trigger collide with a
 * chance of 4e-15.
 */
export function runIdOf(triggerSeq: number, triggerId: string, recipientKey: string): string {
  const { seqHex, hashedPrefix } = runIdParts(triggerSeq, triggerId);
  return hexToUuid(seqHex + hash("sha256", hashedPrefix + recipientKey, "hex").slice(0, 20));
}

/** The parts of the ids of a trigger's runs that do not depend on the recipient. */
export function runIdParts(triggerSeq: number, triggerId: string): { seqHex: string; hashedPrefix: string } {
  return { seqHex: triggerSeq.toString(16).padStart(12, "0"), hashedPrefix: `${triggerId}/` };
}

/** SQL: the same id. `seqHex` and `hashedPrefix`: texts, from `runIdParts`. */
export function runIdSql(seqHex: string, hashedPrefix: string, recipientKey: string): string {
  return `(${seqHex} || substr(encode(sha256(convert_to(${hashedPrefix} || ${recipientKey}, 'UTF8')), 'hex'), 1, 20))::uuid`;
}

/**
 * A hash that identifies batches or throttles of a recipient. The text itself may be personal data and would outlive the
 * erased person or tenant. "" if there is no text.
 */
export function hiddenKey(recipientKey: string, text: string): string {
  return text === "" ? "" : hash("sha256", `${recipientKey}\n${text}`, "hex");
}

/** A content's id: the same trigger, step and variant always give the same, so that writing it twice is harmless. */
export function contentIdOf(triggerId: string, stepRef: string, variant: string): string {
  const bytes = hash("sha256", JSON.stringify([triggerId, stepRef, variant]), "buffer");
  return bytesToUuid(bytes.subarray(0, 16));
}
