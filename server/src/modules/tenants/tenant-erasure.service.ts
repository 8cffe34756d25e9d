import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import { TenantErasureRepository, type ChangedFeed } from "./tenant-erasure.repository.js";

/** Below every id. */
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Deletes tenants with all their data. Their users stay, because they may belong to others as well. */
export class TenantErasure {
  readonly #runtime: Runtime;
  readonly #rows = new TenantErasureRepository();
  readonly #ends: ((environmentId: number) => Promise<void>)[] = [];
  readonly #listeners: ((changed: ChangedFeed[]) => void)[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** For modules above: called after each commit, to notify watchers of these feeds. */
  onFeedsChanged(listener: (changed: ChangedFeed[]) => void): void {
    this.#listeners.push(listener);
  }

  /** For modules above: called at the end, to delete contents that the deleted messages shared. */
  onErased(listener: (environmentId: number) => Promise<void>): void {
    this.#ends.push(listener);
  }

  /**
   * Deletes the tenant itself and everything that would create new messages for it, then its messages lane by lane, each in
   * a short transaction. If this is interrupted, deleting the tenant again finishes it.
   */
  async erase(scope: Scope, tenantId: string): Promise<boolean> {
    const { environmentId } = scope;
    const { database, clock } = this.#runtime;
    const at = new Date(clock.now());
    const wasKnown = await database.transaction(async (tx) => {
      await this.#rows.lockTenant(tx, environmentId, tenantId);
      await this.#rows.cancelTriggers(tx, environmentId, tenantId, at);
      return this.#rows.deleteTenant(tx, environmentId, tenantId);
    });
    for (const lane of await this.#rows.lanes(database, environmentId, tenantId)) {
      const place = { environmentId, lane, tenantId };
      const changed = await database.transaction(async (tx) => {
        await this.#rows.lockLane(tx, place);
        await this.#rows.withdrawBatchItems(tx, place);
        await this.#rows.cancelRuns(tx, place, at);
        await this.#rows.lockFeeds(tx, place);
        await this.#rows.lockDeliveries(tx, place);
        return this.#rows.deleteMessages(tx, place, at);
      });
      for (const listener of this.#listeners) listener(changed);
    }
    let afterId: string | null = FIRST_ID;
    while (afterId !== null) {
      afterId = await this.#rows.emptyTriggers(database, { environmentId, tenantId, afterId });
    }
    for (const listener of this.#ends) await listener(environmentId);
    return wasKnown;
  }
}
