import { laneId, namedId, objectKey } from "../identifiers/index.js";
import { shownAvatar } from "../../platform/safe-url.js";
import { may, type Scope } from "../requests/index.js";
import type { ObjectRef } from "./check-object.js";
import type { ObjectRow } from "./object.repository.js";
import { RecipientObject } from "./object.schema.js";

const NEVER = new Date(0);

/** Like `toBareUser`: an object of which only the name is shown. */
export function toBareObject({ environmentId }: Scope, { collection, objectId }: ObjectRef): RecipientObject {
  return Object.assign(new RecipientObject(), {
    id: namedId("object", environmentId, [collection, objectId]),
    recipientKey: objectKey(collection, objectId),
    collection,
    objectId,
    name: null,
    avatar: null,
    properties: null,
    createdAt: NEVER,
    updatedAt: NEVER,
  });
}

/** The part of an object that the caller may see: only the environment's backend sees its properties. */
export function toObject(scope: Scope, row: ObjectRow): RecipientObject {
  return Object.assign(new RecipientObject(), {
    id: laneId("object", row.lane, row.id),
    recipientKey: row.recipient_key,
    collection: row.collection,
    objectId: row.object_id,
    name: row.name,
    avatar: shownAvatar(row.avatar),
    properties: may(scope, "objects.read") ? row.properties : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
