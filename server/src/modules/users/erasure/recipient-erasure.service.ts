import { laneOf } from "../../identifiers/index.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { ErasureCountsRepository, type ErasureCount } from "./erasure-counts.repository.js";
import { TracesErasureRepository } from "./traces-erasure.repository.js";
import { UnshownContentsRepository } from "./unshown-contents.repository.js";
import { RecipientErasureRepository } from "./recipient-erasure.repository.js";

/** A deleted recipient, and the channels in which it had a feed. */
export interface ErasedRecipient {
  environmentId: number;
  recipientKey: string;
  channelIds: number[];
}

const LEAST_UUID = "00000000-0000-0000-0000-000000000000";

/** Deletes recipients, known or not, with all that is theirs. */
export class RecipientErasure {
  readonly #runtime: Runtime;
  readonly #rows = new RecipientErasureRepository();
  readonly #traces = new TracesErasureRepository();
  readonly #counts = new ErasureCountsRepository();
  readonly #contents = new UnshownContentsRepository();
  readonly #listeners: ((erased: ErasedRecipient) => void)[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** For modules above: called after the commit, to notify watchers of the recipient's feeds. */
  onErased(listener: (erased: ErasedRecipient) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Deletes contents that no message uses, in environments with deleted messages. Contents of unfinished triggers
   * stay for a later sweep; retention sweeps each hour.
   */
  async sweepContents(environmentId: number, touch: () => Promise<void> = async () => undefined): Promise<void> {
    const { database } = this.#runtime;
    for (let afterId: string | null = LEAST_UUID; afterId !== null;) {
      afterId = await this.#contents.sweep(database, environmentId, afterId);
      await touch();
    }
  }

  /** Counts what `erase` would delete, and deletes nothing. */
  count({ environmentId }: Scope, recipientKey: string): Promise<ErasureCount> {
    const place = { environmentId, lane: laneOf(environmentId, recipientKey), recipientKey };
    return this.#counts.count(this.#runtime.database, place);
  }

  /**
   * Deletes the recipient's own rows, and its data in the calls of others, in one transaction. Then removes its traces from
   * other recipients' rows, in slices; if that is interrupted, deleting the recipient again finishes it. `deleteSelf`
   * deletes the recipient's own row and returns whether there was one.
   */
  async erase(scope: Scope, recipientKey: string, deleteSelf: (tx: Tx) => Promise<boolean>): Promise<boolean> {
    const { environmentId } = scope;
    const place = { environmentId, lane: laneOf(environmentId, recipientKey), recipientKey };
    const { wasKnown, channelIds } = await this.#runtime.database.transaction(async (tx) => {
      await this.#rows.lockRecipient(tx, place);
      await this.#rows.lockLane(tx, place);
      const withdrawn = await this.#rows.withdrawFromFanouts(tx, place);
      await this.#rows.deleteBatches(tx, place);
      await this.#rows.deleteEffectRequests(tx, place);
      const reached = await this.#rows.deleteRuns(tx, place);
      const named = [...new Set([...withdrawn, ...reached, ...(await this.#traces.cancelledFor(tx, place))])];
      await this.#traces.emptyEntries(tx, place, named);
      await this.#traces.emptyLoneTriggers(tx, environmentId, named);
      await this.#traces.deleteAttachments(tx, place);
      await this.#rows.lockFeeds(tx, place);
      await this.#traces.lockDeliveries(tx, place);
      await this.#traces.deleteMessages(tx, place);
      await this.#rows.deleteRows(tx, place);
      await this.#rows.deleteSuppressions(tx, place);
      const erasedFeeds = await this.#rows.deleteFeeds(tx, place);
      await this.#rows.deleteSubscriptionsOf(tx, place);
      return { wasKnown: await deleteSelf(tx), channelIds: erasedFeeds };
    });
    for (const listener of this.#listeners) listener({ environmentId, recipientKey, channelIds });
    while (await this.#traces.forgetActor(this.#runtime.database, environmentId, recipientKey));
    await this.sweepContents(environmentId);
    return wasKnown;
  }
}
