import type { Runtime } from "../../platform/runtime/index.js";
import { CancelService } from "./cancel.service.js";
import { NotifyService, type NotifyDeps } from "./notify.service.js";
import { TriggerRepository } from "./trigger.repository.js";
import { TriggerResolver } from "./trigger.resolver.js";
import { TriggerService } from "./trigger.service.js";

export interface TriggersModule {
  notify: NotifyService;
  triggers: TriggerService;
  resolvers: object[];
}

export function createTriggersModule(runtime: Runtime, deps: NotifyDeps): TriggersModule {
  const repository = new TriggerRepository();
  const notify = new NotifyService(runtime, deps, repository);
  const triggers = new TriggerService(runtime, repository);
  const cancel = new CancelService(runtime, deps.workflows);
  return { notify, triggers, resolvers: [new TriggerResolver(notify, cancel, triggers)] };
}
