import type { JsonObject } from "../../platform/json.js";
import type { RecipientFields, RecipientRefFields } from "../objects/index.js";
import type { TenantPatch } from "../tenants/index.js";

/** The event and its recipients: common to a trigger and a simulated one. */
export interface NotifyFields {
  recipients: readonly NotifiedRecipient[];
  actor?: RecipientFields | null;
  tenant?: TenantPatch | null;
  data?: JsonObject | null;
  cancellationKey?: string | null;
  /** When its messages expire. */
  expiresAt?: Date | null;
}

export interface NotifiedRecipient {
  to: RecipientFields;
  /** Merged deeply over the call's data, for this recipient alone. */
  data?: JsonObject | null;
}

export interface NotifyCommand extends NotifyFields {
  workflowKey: string;
  idempotencyKey?: string | null;
  settings?: NotifySettings | null;
}

export interface NotifySettings {
  /** Decide everything, send nothing. */
  sandboxMode: boolean;
  /** Pass every delay step at once. */
  skipDelays: boolean;
}

export interface CancelCommand {
  workflowKey: string;
  /** The key of the triggers whose runs end. */
  cancellationKey: string;
  /** Only these recipients' runs. All if omitted. */
  recipients?: readonly RecipientRefFields[] | null;
}
