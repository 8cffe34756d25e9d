import { isObjectKey, parseRecipientKey } from "../identifiers/index.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import { may, loaderOf, scopeOf, type RequestContext, type Scope } from "../requests/index.js";
import { toBareUser, toUser, type Recipient, type UserPatch, type UserRow, type UserService } from "../users/index.js";
import type { ObjectPatch, ObjectRef } from "./check-object.js";
import type { ObjectRow } from "./object.repository.js";
import type { ObjectService } from "./object.service.js";
import type { NamedRecipient } from "./recipient-input.js";

const RECIPIENTS = { loader: "recipients" };

/** The caller's view of objects. */
export interface ObjectViews {
  toObject(scope: Scope, row: ObjectRow): Recipient;
  toBareObject(scope: Scope, ref: ObjectRef): Recipient;
}

/** Users and objects. */
export class RecipientService {
  readonly #users: UserService;
  readonly #objects: ObjectService;
  readonly #views: ObjectViews;
  #isSubscribed: (scope: Scope, objectKey: string) => Promise<boolean> = async () => false;

  constructor(users: UserService, objects: ObjectService, views: ObjectViews) {
    this.#users = users;
    this.#objects = objects;
    this.#views = views;
  }

  /** For the module of subscriptions above: whether the scope's user is subscribed to an object. */
  knowSubscriptionsBy(isSubscribed: (scope: Scope, objectKey: string) => Promise<boolean>): void {
    this.#isSubscribed = isSubscribed;
  }

  /**
   * A recipient that something names, such as a message: as the caller may see it, and by its id alone if it was never
   * identified.
   */
  async show(context: RequestContext, recipientKey: string): Promise<Recipient> {
    return (await this.load(context, recipientKey)) ?? this.#bare(scopeOf(context), recipientKey);
  }

  /**
   * An object by its key: for a secret key null if it is unknown. A user token gets only the given name, unless its user is
   * subscribed to the object.
   */
  async ask(context: RequestContext, objectKey: string): Promise<Recipient | null> {
    const scope = scopeOf(context);
    if (may(scope, "objects.read")) return this.load(context, objectKey);
    const isKnown = await this.#isSubscribed(scope, objectKey);
    return isKnown ? this.show(context, objectKey) : this.#bare(scope, objectKey);
  }

  #bare(scope: Scope, recipientKey: string): Recipient {
    const ref = parseRecipientKey(recipientKey);
    return ref.kind === "user" ? toBareUser(scope, ref.userId) : this.#views.toBareObject(scope, ref);
  }

  /** The recipient with this key as the caller may see it, null when unknown; look-ups of one request are one statement a table. */
  async load(context: RequestContext, recipientKey: string): Promise<Recipient | null> {
    return loaderOf(context, RECIPIENTS, (keys) => this.loadMany(scopeOf(context), keys)).load(recipientKey);
  }

  /** Recipients as the scope's actor may see them, without unknown ones. */
  async loadMany(scope: Scope, keys: readonly string[]): Promise<Map<string, Recipient>> {
    const [users, objects] = await Promise.all([
      this.#users.load(
        scope,
        keys.filter((key) => !isObjectKey(key)),
      ),
      this.#objects.load(scope, keys.filter(isObjectKey)),
    ]);
    const found = new Map<string, Recipient>();
    for (const [key, row] of users) found.set(key, toUser(scope, row));
    for (const [key, row] of objects) found.set(key, this.#views.toObject(scope, row));
    return found;
  }

  /** Stored recipients of both types by key, without unknown ones. */
  async rows(
    q: Queryable,
    environmentId: number,
    keys: readonly string[],
  ): Promise<{ users: Map<string, UserRow>; objects: Map<string, ObjectRow> }> {
    const users = await this.#users.loadMany(
      q,
      environmentId,
      keys.filter((key) => !isObjectKey(key)),
    );
    return { users, objects: await this.#objects.loadMany(q, environmentId, keys.filter(isObjectKey)) };
  }

  /**
   * Stores the recipients' data of a call; two patches for one recipient are both applied, in order. Always users before
   * objects, so that two calls for the same recipients never deadlock.
   */
  async storeNamed(tx: Tx, scope: Scope, named: readonly NamedRecipient[]): Promise<void> {
    const users: [UserPatch, string[]][] = [];
    const objects: [ObjectPatch, string[]][] = [];
    for (const { user, object, path = [] } of named) {
      if (user) users.push([user, path]);
      if (object) objects.push([object, path]);
    }
    await this.#users.upsertMany(tx, scope, first(users), second(users));
    await this.#objects.upsertMany(tx, scope, first(objects), second(objects));
  }

  /** The existing ones of these. */
  async known(scope: Scope, keys: readonly string[]): Promise<Set<string>> {
    return new Set((await this.loadMany(scope, keys)).keys());
  }
}

function first<A, B>(pairs: readonly [A, B][]): A[] {
  return pairs.map(([a]) => a);
}

function second<A, B>(pairs: readonly [A, B][]): B[] {
  return pairs.map(([, b]) => b);
}
