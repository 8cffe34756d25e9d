import { isObjectKey, userKey } from "../../platform/ids/index.js";
import { actingUserId, may, type Scope } from "../requests/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";

/** Whose messages a caller may read and mark. */
export class RecipientAccess {
  readonly #subscriptions: SubscriptionService;

  constructor(subscriptions: SubscriptionService) {
    this.#subscriptions = subscriptions;
  }

  /** Of these recipients, those whose messages this caller may mark: all for a secret key, else the user itself. */
  own(scope: Scope, recipientKeys: ReadonlySet<string>): Set<string> {
    if (may(scope, "feeds.change")) return new Set(recipientKeys);
    const own = userKey(actingUserId(scope) ?? "");
    return new Set([...recipientKeys].filter((key) => key === own));
  }

  /** Of these recipients, those whose messages this caller may read: a user also those of objects that it is subscribed to. */
  async readable(scope: Scope, recipientKeys: ReadonlySet<string>): Promise<Set<string>> {
    const readable = this.own(scope, recipientKeys);
    const userId = actingUserId(scope);
    if (userId === null) return readable;
    for (const key of recipientKeys) {
      if (!isObjectKey(key)) continue;
      if (await this.#subscriptions.isSubscribed(scope, key, userKey(userId))) readable.add(key);
    }
    return readable;
  }
}
