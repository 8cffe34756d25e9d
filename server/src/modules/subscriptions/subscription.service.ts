import { badInput } from "../../platform/errors/index.js";
import type { Page } from "../../platform/paging/index.js";
import { objectKey, userKey } from "../identifiers/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, may, requireRight, type Scope } from "../requests/index.js";
import type { RecipientService } from "../objects/index.js";
import { checkSubscribe, checkUnsubscribe, type SubscribeFields, type UnsubscribeFields } from "./check-subscribe.js";
import {
  SubscriptionRepository,
  type OtherKey,
  type SubscriberRow,
  type SubscriptionRow,
} from "./subscription.repository.js";

/** Subscribers of a named object have depth 1, the subscribers of objects among them are deeper, to depth 5. */
const DEPTH_MAX = 5;
/** Each lane of a fan-out stores their list. */
const OBJECTS_MAX = 10_000;

export class SubscriptionService {
  readonly #runtime: Runtime;
  readonly #recipients: RecipientService;
  readonly #subscriptions = new SubscriptionRepository();

  constructor(runtime: Runtime, recipients: RecipientService) {
    this.#runtime = runtime;
    this.#recipients = recipients;
  }

  /**
   * Subscribes recipients to an object, which is created if unknown. Returns the number of new and changed
   * subscriptions.
   */
  async subscribe(scope: Scope, input: SubscribeFields): Promise<number> {
    requireRight(scope, "subscriptions.change");
    const { named, issues } = checkSubscribe(input);
    if (issues.length > 0) throw badInput(issues);
    const { collection, objectId } = input.object;
    const key = objectKey(collection, objectId);
    return this.#runtime.database.transaction(async (tx) => {
      // An empty patch makes the object and changes nothing of one that is there.
      const target = { recipientKey: key, user: null, object: { collection, objectId } };
      await this.#recipients.storeNamed(tx, scope, [...named, target]);
      return this.#subscriptions.upsert(tx, scope.environmentId, {
        objectKey: key,
        subscriberKeys: named.map((each) => each.recipientKey),
        properties: input.properties,
        at: new Date(this.#runtime.clock.now()),
      });
    });
  }

  /** The number of deleted subscriptions. */
  async unsubscribe(scope: Scope, input: UnsubscribeFields): Promise<number> {
    requireRight(scope, "subscriptions.change");
    const { keys, issues } = checkUnsubscribe(input);
    if (issues.length > 0) throw badInput(issues);
    const key = objectKey(input.object.collection, input.object.objectId);
    return this.#runtime.database.transaction((tx) => this.#subscriptions.remove(tx, scope.environmentId, key, keys));
  }

  /**
   * The objects whose subscribers a fan-out to the root reaches: the root, then objects subscribed to it, nearest first.
   * Each once, despite cycles; one statement per depth. Refuses more objects than a fan-out can hold.
   */
  async closureOf(q: Queryable, environmentId: number, rootKey: string): Promise<string[]> {
    const found = new Set([rootKey]);
    let nearest = [rootKey];
    for (let depth = 1; depth < DEPTH_MAX && nearest.length > 0; depth++) {
      const below = await this.#subscriptions.objectsBelow(q, environmentId, nearest);
      nearest = below.filter((key) => !found.has(key));
      for (const key of nearest) found.add(key);
      if (found.size > OBJECTS_MAX) {
        const message = `More than ${OBJECTS_MAX} objects are subscribed to this one or to those below it; name them in several calls.`;
        throw badInput([{ path: ["recipients"], code: "too_many", message }]);
      }
    }
    return [...found];
  }

  /**
   * At most `limit` of the subscribers that a fan-out to the root would reach; a subscriber of several objects is returned
   * several times.
   */
  async subscribersBelow(
    q: Queryable,
    environmentId: number,
    rootKey: string,
    limit: number,
  ): Promise<SubscriberRow[]> {
    const objectKeys = await this.closureOf(q, environmentId, rootKey);
    return this.#subscriptions.subscribers(q, environmentId, objectKeys, limit);
  }

  isSubscribed(scope: Scope, rootKey: string, subscriberKey: string): Promise<boolean> {
    return this.#subscriptions.isSubscribed(this.#runtime.database, scope.environmentId, rootKey, subscriberKey);
  }

  /** Whether a caller may see the recipient's subscriptions: a secret key all, a user their own. */
  maySee(scope: Scope, subscriberKey: string): boolean {
    return may(scope, "subscriptions.read") || subscriberKey === userKey(actingUserId(scope) ?? "");
  }

  /** A page of an object's subscriptions by subscriber, one more than asked for when there is more. */
  ofObject(scope: Scope, key: string, page: Page<OtherKey>): Promise<SubscriptionRow[]> {
    return this.#subscriptions.ofObject(this.#runtime.database, scope.environmentId, key, page);
  }

  /** A page of a recipient's subscriptions by object, one more than asked for when there is more. */
  ofSubscriber(scope: Scope, key: string, page: Page<OtherKey>): Promise<SubscriptionRow[]> {
    return this.#subscriptions.ofSubscriber(this.#runtime.database, scope.environmentId, key, page);
  }

  /** Those of the named subscriptions that exist and that the caller may see. */
  async byNames(
    scope: Scope,
    names: readonly { objectKey: string; subscriberKey: string }[],
  ): Promise<SubscriptionRow[]> {
    const visible = names.filter((name) => this.maySee(scope, name.subscriberKey));
    if (visible.length === 0) return [];
    return this.#subscriptions.byNames(this.#runtime.database, scope.environmentId, visible);
  }
}
