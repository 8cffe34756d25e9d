export { SubscriptionResolver } from "./subscription.resolver.js";
export { SubscriptionService } from "./subscription.service.js";
