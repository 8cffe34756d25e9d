import type { Runtime } from "../../platform/runtime/index.js";
import { StatisticsRepository } from "./statistics.repository.js";
import { StatisticsService } from "./statistics.service.js";

export interface StatisticsModule {
  rows: StatisticsRepository;
  statistics: StatisticsService;
}

const FOLD_EVERY_MS = 10_000;
const FORGET_EVERY_MS = 3_600_000;

export function createStatisticsModule(runtime: Runtime): StatisticsModule {
  const rows = new StatisticsRepository();
  const statistics = new StatisticsService(runtime, rows);
  runtime.jobs.define({
    name: "statistics.fold",
    parse: () => null,
    handle: (_payload, touch) => statistics.fold(touch),
    everyMs: FOLD_EVERY_MS,
  });
  runtime.jobs.define({
    name: "statistics.forget",
    parse: () => null,
    handle: () => statistics.forget(),
    everyMs: FORGET_EVERY_MS,
  });
  return { rows, statistics };
}
