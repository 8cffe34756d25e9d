import { laneOf } from "../../platform/ids/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../accounts/index.js";
import { RecipientErasureRepository } from "./recipient-erasure.repository.js";

/** A recipient that is gone, and the channels in which it had a feed. */
export interface ErasedRecipient {
  environmentId: number;
  recipientKey: string;
  channelIds: number[];
}

/** Deletes recipients, known or not, with all that is theirs. */
export class RecipientErasure {
  readonly #runtime: Runtime;
  readonly #rows = new RecipientErasureRepository();
  readonly #listeners: ((erased: ErasedRecipient) => void)[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** For modules above: called after the commit, so that those who watch the recipient's feeds hear of it. */
  onErased(listener: (erased: ErasedRecipient) => void): void {
    this.#listeners.push(listener);
  }

  /** All in one transaction. `deleteSelf` deletes the recipient's own row and says whether there was one. */
  async erase(scope: Scope, recipientKey: string, deleteSelf: (tx: Tx) => Promise<boolean>): Promise<boolean> {
    const { environmentId } = scope;
    const place = { environmentId, lane: laneOf(environmentId, recipientKey), recipientKey };
    const { wasKnown, channelIds } = await this.#runtime.database.transaction(async (tx) => {
      await this.#rows.lockRecipient(tx, place);
      await this.#rows.lockLane(tx, place);
      await this.#rows.withdrawFromFanouts(tx, place);
      await this.#rows.deleteBatches(tx, place);
      await this.#rows.deleteRuns(tx, place);
      await this.#rows.lockFeeds(tx, place);
      await this.#rows.deleteRows(tx, place);
      const erasedFeeds = await this.#rows.deleteFeeds(tx, place);
      await this.#rows.deleteSubscriptionsOf(tx, place);
      return { wasKnown: await deleteSelf(tx), channelIds: erasedFeeds };
    });
    for (const listener of this.#listeners) listener({ environmentId, recipientKey, channelIds });
    return wasKnown;
  }
}
