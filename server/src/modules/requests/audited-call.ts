import type { JsonObject } from "../../platform/json.js";

/** A call that leaves an entry in the audit log, in the transaction of what it changes. */
export interface AuditedCall {
  /** A noun and what happened to it, such as `apiKey.revoked`. */
  readonly action: string;
  /** What it happened to, such as `workflow:new-comment`. */
  readonly target: string;
  /** The changed fields, each with `before` (where known) and `after`, or `isLeftOut` for what must not be kept. */
  readonly changes: JsonObject;
  readonly ipAddress: string | null;
  /** Whether a transaction has stored the entry. */
  isRecorded: boolean;
}
