import type { Runtime } from "../../platform/runtime/index.js";
import type { RecipientErasure } from "../users/index.js";
import { DEFAULT_RETENTION, RetentionService, type RetentionPeriods } from "./retention.service.js";

export interface RetentionModule {
  retention: RetentionService;
}

const EVERY_MS = 3_600_000;

export function createRetentionModule(
  runtime: Runtime,
  erasure: RecipientErasure,
  periods: RetentionPeriods = DEFAULT_RETENTION,
): RetentionModule {
  const retention = new RetentionService(runtime, erasure, periods);
  runtime.jobs.define({
    name: "retention.forget",
    parse: () => null,
    handle: async (_payload, touch) => void (await retention.forget(touch)),
    everyMs: EVERY_MS,
  });
  return { retention };
}
