import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import { EnvironmentEntity } from "./environment.entity.js";

export type EnvironmentRow = EnvironmentEntity;

export type NewEnvironmentRow = Pick<
  EnvironmentRow,
  "public_id" | "key" | "name" | "is_development" | "created_at" | "made_by"
>;

export class EnvironmentRepository {
  /** Null if the key is taken. */
  async insert(store: EntityStore, row: NewEnvironmentRow): Promise<EnvironmentRow | null> {
    const insert = store.repository(EnvironmentEntity).createQueryBuilder().insert().values(row).orIgnore();
    const made: { raw: EnvironmentRow[] } = await insert.returning("*").execute();
    return made.raw[0] ?? null;
  }

  byKey(store: EntityStore, key: string): Promise<EnvironmentRow | null> {
    return store.repository(EnvironmentEntity).findOneBy({ key });
  }

  byId(store: EntityStore, id: number): Promise<EnvironmentRow | null> {
    return store.repository(EnvironmentEntity).findOneBy({ id });
  }

  /** Fields that are left out keep their values. Null if there is no such environment. */
  async update(
    store: EntityStore,
    id: number,
    change: Partial<Pick<EnvironmentRow, "name" | "link_schemes" | "jwks_url" | "promotes_to" | "hides_personal_data">>,
  ): Promise<EnvironmentRow | null> {
    if (Object.keys(change).length > 0) await store.repository(EnvironmentEntity).update({ id }, change);
    return this.byId(store, id);
  }

  /** Without a scope: a member of the dashboard may see several environments. */
  list(store: EntityStore, onlyId: number | null): Promise<EnvironmentRow[]> {
    const where = onlyId === null ? {} : { id: onlyId };
    return store.repository(EnvironmentEntity).find({ where, order: { id: "ASC" } });
  }

  /** Without a scope: reads all environments, for the process itself. Returns a few names only. */
  async developmentKeys(store: EntityStore): Promise<string[]> {
    const rows = await store.repository(EnvironmentEntity).find({
      select: { key: true },
      where: { is_development: true },
      order: { id: "ASC" },
      take: 5,
    });
    return rows.map((row) => row.key);
  }

  /** Blocks concurrent changes of this environment's keys. */
  async lock(tx: Tx, id: number): Promise<void> {
    await tx.repository(EnvironmentEntity).findOne({ where: { id }, lock: { mode: "for_no_key_update" } });
  }

  /** Without a scope: environments are counted together. Calls that create one wait for each other. */
  async lockAndCount(tx: Tx): Promise<number> {
    await tx.query("lock table environments in share row exclusive mode");
    return tx.repository(EnvironmentEntity).count();
  }
}
