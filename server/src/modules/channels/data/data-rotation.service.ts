import type { Runtime } from "../../../platform/runtime/index.js";
import type { ChannelDataRepository, PlacedRow } from "./channel-data.repository.js";
import { DataSecrets } from "./data-secrets.js";

/** Rows per slice. */
const PAGE = 500;

/** Encrypts all channel data with the first key of the key ring. */
export class DataRotation {
  readonly #runtime: Runtime;
  readonly #rows: ChannelDataRepository;
  readonly #secrets: DataSecrets;

  constructor(runtime: Runtime, rows: ChannelDataRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
    this.#secrets = new DataSecrets(runtime.encryption);
  }

  /** Encrypts all data with the first key. Data that no key decrypts is counted and kept. */
  async reseal(): Promise<{ resealedCount: number; unreadableCount: number }> {
    const { database } = this.#runtime;
    const counts = { resealedCount: 0, unreadableCount: 0 };
    const resealAll = async (rows: readonly PlacedRow[]): Promise<void> => {
      for (const row of rows) {
        if (this.#secrets.isCurrent(row.secrets)) continue;
        const sealed = this.#secrets.reseal(row.secrets, row);
        if (sealed === null) counts.unreadableCount += 1;
        else if (await this.#rows.reseal(database, row, sealed)) counts.resealedCount += 1;
      }
    };
    await resealAll(await this.#rows.allOfTenants(database));
    for (let page = await this.#rows.pageOfRecipients(database, null, PAGE); page.length > 0;) {
      await resealAll(page);
      page = await this.#rows.pageOfRecipients(database, page.at(-1) ?? null, PAGE);
    }
    return counts;
  }
}
