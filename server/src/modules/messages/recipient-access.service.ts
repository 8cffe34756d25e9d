import { isObjectKey, userKey } from "../identifiers/index.js";
import { actingUserId, may, type Scope } from "../requests/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";

/** Decides whose messages a caller may read and mark. */
export class RecipientAccess {
  readonly #subscriptions: SubscriptionService;

  constructor(subscriptions: SubscriptionService) {
    this.#subscriptions = subscriptions;
  }

  /** Filters the recipients whose messages the caller may mark: all for a secret key and some roles, else only the user. */
  own(scope: Scope, recipientKeys: ReadonlySet<string>): Set<string> {
    if (may(scope, "feeds.change")) return new Set(recipientKeys);
    const own = userKey(actingUserId(scope) ?? "");
    return new Set([...recipientKeys].filter((key) => key === own));
  }

  /** Filters the recipients whose messages the caller may read: for a user also objects that the user is subscribed to. */
  async readable(scope: Scope, recipientKeys: ReadonlySet<string>): Promise<Set<string>> {
    if (may(scope, "messages.read")) return new Set(recipientKeys);
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
