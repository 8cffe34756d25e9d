import { In, IsNull } from "typeorm";
import type { AgeKey, Page } from "../../../platform/paging/index.js";
import { pageOfEntities, type EntityStore } from "../../../platform/postgres/index.js";
import { ApiKeyEntity } from "./api-key.entity.js";

/** A key without its hash. */
export type ApiKeyRow = Omit<ApiKeyEntity, "hash">;

export type NewApiKeyRow = Omit<ApiKeyEntity, "last_used_at" | "revoked_at">;

/** The name of a key that an operator gave in the settings. */
export const GIVEN_KEY_NAME = "bootstrap";

export class ApiKeyRepository {
  /** Does nothing if the key is known. */
  async insert(store: EntityStore, row: NewApiKeyRow): Promise<void> {
    await store.repository(ApiKeyEntity).createQueryBuilder().insert().values(row).orIgnore().execute();
  }

  /** Without a scope: the key names its environment. */
  isLive(store: EntityStore, hash: Buffer): Promise<boolean> {
    return store.repository(ApiKeyEntity).existsBy({ hash, revoked_at: IsNull() });
  }

  /** Without a scope: whether the database has any usable secret key. */
  hasLiveSecret(store: EntityStore): Promise<boolean> {
    return store.repository(ApiKeyEntity).existsBy({ kind: "secret", revoked_at: IsNull() });
  }

  byIds(store: EntityStore, environmentId: number, ids: readonly string[]): Promise<ApiKeyRow[]> {
    return store.repository(ApiKeyEntity).findBy({ environment_id: environmentId, id: In(ids) });
  }

  page(store: EntityStore, environmentId: number, page: Page<AgeKey>): Promise<ApiKeyRow[]> {
    const list = store.repository(ApiKeyEntity).createQueryBuilder("key").where({ environment_id: environmentId });
    return pageOfEntities(list, page, ["key.created_at", "key.id"]);
  }

  liveSecretCount(store: EntityStore, environmentId: number): Promise<number> {
    const where = { environment_id: environmentId, kind: "secret", revoked_at: IsNull() } as const;
    return store.repository(ApiKeyEntity).countBy(where);
  }

  /** A key that was revoked before keeps the time at which it was. */
  async revoke(store: EntityStore, environmentId: number, id: string, at: Date): Promise<ApiKeyRow | null> {
    const keys = store.repository(ApiKeyEntity);
    await keys.update({ environment_id: environmentId, id, revoked_at: IsNull() }, { revoked_at: at });
    return keys.findOneBy({ environment_id: environmentId, id });
  }
}
