import { laneId } from "../../platform/ids/index.js";
import { isSecret, type Scope } from "../accounts/index.js";
import type { ObjectRow } from "./object.repository.js";
import { RecipientObject } from "./object.schema.js";

/** An object as this caller may see it: its properties are for the environment's own backend. */
export function toObject(scope: Scope, row: ObjectRow): RecipientObject {
  return Object.assign(new RecipientObject(), {
    id: laneId("object", row.lane, row.id),
    recipientKey: row.recipient_key,
    collection: row.collection,
    objectId: row.object_id,
    name: row.name,
    avatar: row.avatar,
    properties: isSecret(scope) ? row.properties : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
