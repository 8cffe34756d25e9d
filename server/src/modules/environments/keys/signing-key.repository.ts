import { In, IsNull, Raw } from "typeorm";
import type { AgeKey, Page } from "../../../platform/paging/index.js";
import { pageOfEntities, type EntityStore } from "../../../platform/postgres/index.js";
import { SigningKeyEntity } from "./signing-key.entity.js";

export type SigningKeyRow = SigningKeyEntity;

export type NewSigningKeyRow = Omit<SigningKeyEntity, "revoked_at">;

export class SigningKeyRepository {
  async insert(store: EntityStore, row: NewSigningKeyRow): Promise<void> {
    await store.repository(SigningKeyEntity).createQueryBuilder().insert().values(row).execute();
  }

  /** The live key with this public half. */
  liveByJwk(store: EntityStore, environmentId: number, jwk: object): Promise<SigningKeyRow | null> {
    return store.repository(SigningKeyEntity).findOne({
      where: {
        environment_id: environmentId,
        public_jwk: Raw((column) => `${column} = cast(:jwk as jsonb)`, { jwk: JSON.stringify(jwk) }),
        revoked_at: IsNull(),
      },
      order: { created_at: "ASC" },
    });
  }

  byIds(store: EntityStore, environmentId: number, ids: readonly string[]): Promise<SigningKeyRow[]> {
    return store.repository(SigningKeyEntity).findBy({ environment_id: environmentId, id: In(ids) });
  }

  page(store: EntityStore, environmentId: number, page: Page<AgeKey>): Promise<SigningKeyRow[]> {
    const list = store.repository(SigningKeyEntity).createQueryBuilder("key").where({ environment_id: environmentId });
    return pageOfEntities(list, page, ["key.created_at", "key.id"]);
  }

  /** A key that was revoked before keeps the time at which it was. */
  async revoke(store: EntityStore, environmentId: number, keyId: string, at: Date): Promise<SigningKeyRow | null> {
    const keys = store.repository(SigningKeyEntity);
    await keys.update({ environment_id: environmentId, key_id: keyId, revoked_at: IsNull() }, { revoked_at: at });
    return keys.findOneBy({ environment_id: environmentId, key_id: keyId });
  }
}
