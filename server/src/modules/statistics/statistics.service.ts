import type { Runtime } from "../../platform/runtime/index.js";
import { KEPT_DAYS, KEPT_HOURLY_DAYS } from "./kept.js";
import type { StatisticsRepository } from "./statistics.repository.js";

const DAY_MS = 86_400_000;

/** Brings the sums of counts up to date. */
export class StatisticsService {
  readonly #runtime: Runtime;
  readonly #rows: StatisticsRepository;

  constructor(runtime: Runtime, rows: StatisticsRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** Moves all appended rows into the sums; `touch` is called after each slice. */
  async fold(touch: () => Promise<void>): Promise<void> {
    while (await this.#rows.fold(this.#runtime.database)) await touch();
  }

  /** Deletes the sums of hours and of days that are no longer kept. */
  async forget(): Promise<void> {
    const now = this.#runtime.clock.now();
    const hoursBefore = new Date(now - KEPT_HOURLY_DAYS * DAY_MS);
    await this.#rows.forget(this.#runtime.database, { hoursBefore, daysBefore: new Date(now - KEPT_DAYS * DAY_MS) });
  }
}
