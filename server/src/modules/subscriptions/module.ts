import { parseNamedId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { scopeOf, type NodeRegistry } from "../requests/index.js";
import type { RecipientService } from "../objects/index.js";
import {
  ObjectSubscribersResolver,
  ObjectSubscriptionResolver,
  RecipientSubscriptionsResolver,
} from "./subscription-list.resolver.js";
import { SubscriptionResolver } from "./subscription.resolver.js";
import { SubscriptionService } from "./subscription.service.js";
import { toSubscription } from "./subscription-view.schema.js";

export interface SubscriptionsModule {
  subscriptions: SubscriptionService;
  resolvers: object[];
}

export function createSubscriptionsModule(
  runtime: Runtime,
  { nodes, recipients }: { nodes: NodeRegistry; recipients: RecipientService },
): SubscriptionsModule {
  const subscriptions = new SubscriptionService(runtime, recipients);
  nodes.register("subscription", async (context, ids) => {
    const scope = scopeOf(context);
    const names = ids.flatMap((id) => {
      const [objectKey, subscriberKey] = parseNamedId("subscription", scope.environmentId, id) ?? [];
      return objectKey != null && subscriberKey != null ? [{ objectKey, subscriberKey }] : [];
    });
    return (await subscriptions.byNames(scope, names)).map((row) => toSubscription(scope, row));
  });
  const resolvers = [
    new SubscriptionResolver(subscriptions),
    new RecipientSubscriptionsResolver(subscriptions),
    new ObjectSubscribersResolver(subscriptions),
    new ObjectSubscriptionResolver(recipients),
  ];
  return { subscriptions, resolvers };
}
