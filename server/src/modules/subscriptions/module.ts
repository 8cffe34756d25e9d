import type { Runtime } from "../../platform/runtime/index.js";
import type { RecipientService } from "../objects/index.js";
import { SubscriptionResolver } from "./subscription.resolver.js";
import { SubscriptionService } from "./subscription.service.js";

export interface SubscriptionsModule {
  subscriptions: SubscriptionService;
  resolvers: object[];
}

export function createSubscriptionsModule(runtime: Runtime, recipients: RecipientService): SubscriptionsModule {
  const subscriptions = new SubscriptionService(runtime, recipients);
  return { subscriptions, resolvers: [new SubscriptionResolver(subscriptions)] };
}
