import { parseUuidId } from "../identifiers/index.js";
import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import { CancelService } from "./cancel.service.js";
import { notifyMetrics } from "./notify.metrics.js";
import { NotifyService, type NotifyDeps } from "./notify/notify.service.js";
import { TriggerCallResolver } from "./details/trigger-call.resolver.js";
import { createTriggerTailResolver } from "./tails/trigger-tail.resolver.js";
import { TriggerRepository } from "./trigger.repository.js";
import { toTrigger } from "./trigger-view.schema.js";
import { TriggerResolver } from "./trigger.resolver.js";
import { TriggerService } from "./trigger.service.js";

export interface TriggersModule {
  notify: NotifyService;
  triggers: TriggerService;
  mounts: ModuleMounts[];
  resolvers: object[];
}

export function createTriggersModule(runtime: Runtime, deps: NotifyDeps & { nodes: NodeRegistry }): TriggersModule {
  const repository = new TriggerRepository();
  const notify = new NotifyService(runtime, deps, repository);
  const triggers = new TriggerService(runtime, repository);
  const cancel = new CancelService(runtime, deps.workflows);
  deps.nodes.register("trigger", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "triggers.read")) return [];
    const found = await triggers.load(
      scope,
      ids.flatMap((id) => parseUuidId("trigger", id) ?? []),
    );
    return [...found.values()].map(toTrigger);
  });
  return {
    notify,
    triggers,
    mounts: [notifyMetrics(notify)],
    resolvers: [
      new TriggerResolver(notify, cancel, triggers),
      new TriggerCallResolver(triggers, deps),
      createTriggerTailResolver(runtime.tails, triggers),
    ],
  };
}
