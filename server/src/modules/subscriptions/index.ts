export { SubscriptionService } from "./subscription.service.js";
