import { namedId } from "../identifiers/index.js";
import type { Scope } from "../requests/index.js";
import type { SubscriptionRow } from "./subscription.repository.js";
import { ObjectSubscription } from "./subscription.schema.js";

export function toSubscription({ environmentId }: Scope, row: SubscriptionRow): ObjectSubscription {
  return Object.assign(new ObjectSubscription(), {
    id: namedId("subscription", environmentId, [row.object_key, row.subscriber_key]),
    properties: row.properties,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    objectKey: row.object_key,
    subscriberKey: row.subscriber_key,
  });
}
