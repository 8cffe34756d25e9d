import type { Runtime } from "../../platform/runtime/index.js";
import { isSecret, scopeOf, type NodeRegistry } from "../accounts/index.js";
import type { ChannelService } from "../channels/index.js";
import type { ContentStore, FeedHints, FeedReadService, FeedWriter } from "../feeds/index.js";
import type { RecipientService } from "../objects/index.js";
import type { PreferenceService } from "../preferences/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { TenantService } from "../tenants/index.js";
import { LANES_DRAIN } from "../triggers/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import { BacklogRepository } from "./backlog.repository.js";
import { BacklogService } from "./backlog.service.js";
import { CarefulLanes } from "./careful-lanes.service.js";
import { FactsService } from "./facts.service.js";
import { LaneClaimRepository } from "./lane-claim.repository.js";
import { LaneClaims } from "./lane-claims.service.js";
import { LaneFailureService } from "./lane-failure.service.js";
import { LanePagesService } from "./lane-pages.service.js";
import { LaneWorker } from "./lane-worker.service.js";
import { LaneRepository } from "./lane.repository.js";
import { LaneService } from "./lane.service.js";
import { LaneWritesRepository } from "./lane-writes.repository.js";
import { RunRepository } from "./run.repository.js";
import { RunResolver, TriggerRunsResolver } from "./run.resolver.js";
import { RunService } from "./run.service.js";
import { SimulationResolver } from "./simulation/simulation.resolver.js";
import { SimulationService } from "./simulation/simulation.service.js";
import { toRun } from "./run-view.schema.js";

export interface RunsDeps {
  nodes: NodeRegistry;
  channels: ChannelService;
  recipients: RecipientService;
  preferences: PreferenceService;
  subscriptions: SubscriptionService;
  tenants: TenantService;
  workflows: WorkflowVersions;
  feeds: { writer: FeedWriter; contents: ContentStore; hints: FeedHints; reads: FeedReadService };
}

export interface RunsModule {
  worker: LaneWorker;
  /** Ends what the worker cannot work on. */
  failures: LaneFailureService;
  /** What the worker calls; for tests that do set by set what is due. */
  lanes: LaneService;
  /** What is due and not done. */
  backlog: BacklogService;
  resolvers: object[];
}

const SWEEP_EVERY_MS = 1000;

export function createRunsModule(runtime: Runtime, deps: RunsDeps): RunsModule {
  const lanes = new LaneRepository();
  const { channels, preferences, workflows, feeds } = deps;
  const writes = new LaneWritesRepository();
  const pages = new LanePagesService(lanes, deps.subscriptions);
  const service = new LaneService(runtime, {
    lanes,
    writes,
    pages,
    facts: new FactsService({ lanes, channels, preferences, workflows }),
    workflows,
    feedWriter: feeds.writer,
    contents: feeds.contents,
  });
  const claims = new LaneClaims(runtime, new LaneClaimRepository());
  const failures = new LaneFailureService(runtime, { lanes, writes, pages });
  const careful = new CarefulLanes(runtime, { service, claims, failures });
  const worker = new LaneWorker(runtime, { lanes, careful, claims, feedHints: feeds.hints });
  // The net beneath the hints: rung by whoever stored work elsewhere, and by itself every second.
  runtime.jobs.define({
    ...LANES_DRAIN,
    handle: () => worker.sweep(),
    everyMs: SWEEP_EVERY_MS,
  });

  const runs = new RunService(runtime, new RunRepository());
  deps.nodes.register("run", async (context, ids) => {
    const scope = scopeOf(context);
    if (!isSecret(scope)) return [];
    return (await runs.byIds(scope, ids)).map(toRun);
  });
  const simulations = new SimulationResolver(new SimulationService(runtime, deps));
  return {
    worker,
    failures,
    lanes: service,
    backlog: new BacklogService(runtime, new BacklogRepository()),
    resolvers: [new RunResolver(runs, deps.recipients, feeds.reads), new TriggerRunsResolver(runs), simulations],
  };
}
