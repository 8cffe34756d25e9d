import { badInput } from "../../platform/errors/index.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import { laneOf, objectKey } from "../identifiers/index.js";
import { mergeRows, type MergeTable, type Queryable, type Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { requireRight, type Scope } from "../requests/index.js";
import type { ErasureCount, RecipientErasure } from "../users/index.js";
import { checkObject, checkObjectRef, type ObjectPatch, type ObjectRef } from "./check-object.js";
import { ObjectRepository, type ObjectRow } from "./object.repository.js";

const TABLE: MergeTable = {
  name: "objects",
  identity: { lane: "smallint", recipient_key: "text" },
  fixed: { collection: "text", object_id: "text" },
  plain: ["name", "avatar"],
};

export class ObjectService {
  readonly #runtime: Runtime;
  readonly #erasure: RecipientErasure;
  readonly #objects = new ObjectRepository();

  constructor(runtime: Runtime, erasure: RecipientErasure) {
    this.#runtime = runtime;
    this.#erasure = erasure;
  }

  /** Creates or updates objects. The patches are checked already (`checkObject`); of several for one object, all count. */
  async upsertMany(tx: Tx, scope: Scope, patches: readonly ObjectPatch[], paths?: readonly string[][]): Promise<void> {
    const { environmentId } = scope;
    await mergeRows(tx, TABLE, {
      environmentId,
      at: new Date(this.#runtime.clock.now()),
      newUuid: () => this.#runtime.newUuid(),
      patches: patches.map((patch, index) => {
        const key = objectKey(patch.collection, patch.objectId);
        const lane = laneOf(environmentId, key);
        return {
          key: { lane, recipient_key: key, collection: patch.collection, object_id: patch.objectId },
          plain: { name: patch.name, avatar: patch.avatar },
          properties: patch.properties,
          path: [...(paths?.[index] ?? []), "properties"],
        };
      }),
    });
  }

  async set(scope: Scope, input: ObjectPatch): Promise<ObjectRow> {
    requireRight(scope, "objects.change");
    const issues = checkObject(input, []);
    if (issues.length > 0) throw badInput(issues);
    const key = objectKey(input.collection, input.objectId);
    return this.#runtime.database.transaction(async (tx) => {
      await this.upsertMany(tx, scope, [input]);
      const row = (await this.loadMany(tx, scope.environmentId, [key])).get(key);
      if (!row) throw new Error("An object vanished under its lock.");
      return row;
    });
  }

  /** Deletes an object with all that is its own, and the subscriptions to it; whether there was one. */
  async delete(scope: Scope, ref: ObjectRef): Promise<boolean> {
    requireRight(scope, "objects.change");
    const issues = checkObjectRef(ref, []);
    if (issues.length > 0) throw badInput(issues);
    const key = objectKey(ref.collection, ref.objectId);
    return this.#erasure.erase(scope, key, async (tx) => {
      await this.#objects.deleteSubscribers(tx, scope.environmentId, key);
      return this.#objects.delete(tx, scope.environmentId, key);
    });
  }

  /** What `delete` would delete, and whether the object exists. */
  async countErasure(scope: Scope, ref: ObjectRef): Promise<{ counts: ErasureCount; wasKnown: boolean }> {
    requireRight(scope, "objects.change");
    const issues = checkObjectRef(ref, []);
    if (issues.length > 0) throw badInput(issues);
    const key = objectKey(ref.collection, ref.objectId);
    const [counts, known] = [await this.#erasure.count(scope, key), await this.load(scope, [key])];
    return { counts, wasKnown: known.has(key) };
  }

  load(scope: Scope, recipientKeys: readonly string[]): Promise<Map<string, ObjectRow>> {
    return this.loadMany(this.#runtime.database, scope.environmentId, recipientKeys);
  }

  loadMany(q: Queryable, environmentId: number, recipientKeys: readonly string[]): Promise<Map<string, ObjectRow>> {
    return this.#objects.byKeys(q, environmentId, recipientKeys);
  }

  byUuids(scope: Scope, ids: readonly { lane: number; uuid: string }[]): Promise<ObjectRow[]> {
    return this.#objects.byUuids(this.#runtime.database, scope.environmentId, ids);
  }

  page(scope: Scope, collection: string | null, page: Page<AgeKey>): Promise<ObjectRow[]> {
    requireRight(scope, "objects.read");
    return this.#objects.page(this.#runtime.database, scope.environmentId, collection, page);
  }
}
