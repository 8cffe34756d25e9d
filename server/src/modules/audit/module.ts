import type { Runtime } from "../../platform/runtime/index.js";
import { AuditLog } from "./audit.service.js";

const EVERY_MS = 3_600_000;

export function createAuditModule(runtime: Runtime): { audit: AuditLog } {
  const audit = new AuditLog(runtime);
  runtime.jobs.define({
    name: "audit.forget",
    parse: () => null,
    handle: () => audit.forget(),
    everyMs: EVERY_MS,
  });
  return { audit };
}
