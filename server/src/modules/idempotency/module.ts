import type { Runtime } from "../../platform/runtime/index.js";
import { IdempotencyService } from "./idempotency.service.js";

export interface IdempotencyModule {
  idempotency: IdempotencyService;
}

const EXPIRE_EVERY_MS = 600_000;

export function createIdempotencyModule(runtime: Runtime): IdempotencyModule {
  const idempotency = new IdempotencyService(runtime);
  runtime.jobs.define({
    name: "idempotency.expire",
    parse: () => null,
    handle: (_payload, touch) => idempotency.expire(touch),
    everyMs: EXPIRE_EVERY_MS,
  });
  return { idempotency };
}
