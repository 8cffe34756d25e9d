import { AppError, badInput, checkSize, PROPERTIES_MAX_BYTES } from "../../platform/errors/index.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import { laneOf, userKey } from "../identifiers/index.js";
import { mergeRows, type MergeTable, type Queryable, type Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, requireRight, type Scope } from "../requests/index.js";
import { checkUser, checkUserId, type UserPatch } from "./check-user.js";
import type { ErasureCount } from "./erasure/erasure-counts.repository.js";
import type { RecipientErasure } from "./erasure/recipient-erasure.service.js";
import { checkUserFilter, digitsOf, isPhoneNumber, type UserFilter } from "./finding/user-conditions.js";
import { UserRepository, type UserRow } from "./user.repository.js";

/** Maximum size of the properties that a user may store by a token, over all calls; the backend may store more. */
const OWN_PROPERTIES_MAX_BYTES = 32 * 1024;

const PHONE_USERS_MAX = 100;

const TABLE: MergeTable = {
  name: "users",
  identity: { lane: "smallint", recipient_key: "text" },
  fixed: { user_id: "text" },
  plain: ["name", "avatar", "email", "phone_number", "timezone", "locale"],
};

export class UserService {
  readonly #runtime: Runtime;
  readonly #erasure: RecipientErasure;
  readonly #users = new UserRepository();

  constructor(runtime: Runtime, erasure: RecipientErasure) {
    this.#runtime = runtime;
    this.#erasure = erasure;
  }

  /** Creates or updates users. The patches are checked already (`checkUser`); of several for one user, all count, in order. */
  async upsertMany(tx: Tx, scope: Scope, patches: readonly UserPatch[], paths?: readonly string[][]): Promise<void> {
    const { environmentId } = scope;
    const propertiesMaxBytes = actingUserId(scope) === null ? PROPERTIES_MAX_BYTES : OWN_PROPERTIES_MAX_BYTES;
    await mergeRows(tx, TABLE, {
      environmentId,
      at: new Date(this.#runtime.clock.now()),
      newUuid: () => this.#runtime.newUuid(),
      patches: patches.map((patch, index) => {
        const key = userKey(patch.userId);
        const { name, avatar, email, phoneNumber, timezone, locale } = patch;
        return {
          key: { lane: laneOf(environmentId, key), recipient_key: key, user_id: patch.userId },
          plain: { name, avatar, email, phone_number: phoneNumber, timezone, locale },
          properties: patch.properties,
          propertiesMaxBytes,
          path: [...(paths?.[index] ?? []), "properties"],
        };
      }),
    });
  }

  /** The users of an environment who have this number, however they write it; the oldest hundred. */
  byPhoneNumber({ environmentId }: Scope, number: string): Promise<UserRow[]> {
    const digits = digitsOf(number);
    if (!isPhoneNumber(digits)) return Promise.resolve([]);
    return this.#users.byPhoneNumber(this.#runtime.database, environmentId, digits, PHONE_USERS_MAX);
  }

  /** Creates or updates one user; a user token may write its own user only. */
  async identify(scope: Scope, input: Omit<UserPatch, "userId"> & { userId?: string | null }): Promise<UserRow> {
    const acting = actingUserId(scope);
    const userId = input.userId ?? acting;
    if (userId === null) {
      const message = "With a secret key, say which user.";
      throw badInput([{ path: ["userId"], code: "required", message }]);
    }
    if (acting !== null && acting !== userId) {
      throw new AppError("FORBIDDEN", "A user token may identify its own user only.");
    }
    const patch = { ...input, userId };
    const issues = checkUser(patch, []);
    if (acting !== null) issues.push(...checkSize(input.properties, ["properties"], OWN_PROPERTIES_MAX_BYTES));
    if (issues.length > 0) throw badInput(issues);
    return this.#runtime.database.transaction(async (tx) => {
      await this.upsertMany(tx, scope, [patch]);
      const row = (await this.loadMany(tx, scope.environmentId, [userKey(userId)])).get(userKey(userId));
      if (!row) throw new Error("A user vanished under its lock.");
      return row;
    });
  }

  /** Deletes a user with all that is theirs; whether there was one. A later user with the same id begins empty. */
  async delete(scope: Scope, userId: string): Promise<boolean> {
    requireRight(scope, "users.change");
    const issues = checkUserId(userId, ["userId"]);
    if (issues.length > 0) throw badInput(issues);
    const key = userKey(userId);
    return this.#erasure.erase(scope, key, (tx) => this.#users.delete(tx, scope.environmentId, key));
  }

  /** What `delete` would delete, and whether the user exists. */
  async countErasure(scope: Scope, userId: string): Promise<{ counts: ErasureCount; wasKnown: boolean }> {
    requireRight(scope, "users.change");
    const issues = checkUserId(userId, ["userId"]);
    if (issues.length > 0) throw badInput(issues);
    const key = userKey(userId);
    const [counts, known] = [await this.#erasure.count(scope, key), await this.load(scope, [key])];
    return { counts, wasKnown: known.has(key) };
  }

  load(scope: Scope, recipientKeys: readonly string[]): Promise<Map<string, UserRow>> {
    return this.loadMany(this.#runtime.database, scope.environmentId, recipientKeys);
  }

  loadMany(q: Queryable, environmentId: number, recipientKeys: readonly string[]): Promise<Map<string, UserRow>> {
    return this.#users.byKeys(q, environmentId, recipientKeys);
  }

  byUuids(scope: Scope, ids: readonly { lane: number; uuid: string }[]): Promise<UserRow[]> {
    return this.#users.byUuids(this.#runtime.database, scope.environmentId, ids);
  }

  page(scope: Scope, filter: UserFilter, page: Page<AgeKey>): Promise<UserRow[]> {
    requireRight(scope, "users.read");
    const issues = checkUserFilter(filter, ["filter"]);
    if (issues.length > 0) throw badInput(issues);
    return this.#users.page(this.#runtime.database, scope.environmentId, filter, page);
  }
}
