import type { JsonObject } from "../../../platform/json.js";
import type { RecipientFields } from "../../objects/index.js";
import type { TenantPatch } from "../../tenants/index.js";

/** A template, and for whom to render it. */
export interface PreviewCommand {
  workflowKey: string;
  channelKey: string;
  template: JsonObject;
  recipient: RecipientFields;
  actor?: RecipientFields | null;
  tenant?: TenantPatch | null;
  data?: JsonObject | null;
  /** The data of further activities, for a step behind a batch. */
  activities?: readonly JsonObject[] | null;
}
