import type { ModuleMounts } from "../../platform/mounts/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import type { ChannelDataService, ChannelService } from "../channels/index.js";
import type { MessageChannels, MessageRepository, MessageStore, MessageViews } from "../messages/index.js";
import type { RecipientService } from "../objects/index.js";
import type { PreferenceService } from "../preferences/index.js";
import type { StatisticsRepository } from "../statistics/index.js";
import type { SubscriptionService } from "../subscriptions/index.js";
import type { TenantService } from "../tenants/index.js";
import type { TriggerService } from "../triggers/index.js";
import { LANES_DRAIN } from "../lanes/index.js";
import type { WorkflowHistory, WorkflowService, WorkflowVersions } from "../workflows/index.js";
import { BacklogRepository } from "./due/backlog.repository.js";
import { BacklogService } from "./api/backlog.service.js";
import { IsolatingRunner } from "./lanes/isolating-runner.service.js";
import { RunContextLoader } from "./storage/run-context-loader.service.js";
import { LaneLocksRepository } from "./due/lane-locks.repository.js";
import { LaneClaimRepository } from "./lane-claim.repository.js";
import { LaneClaims } from "./isolation/lane-claims.service.js";
import { FailRunService } from "./lanes/fail-run.service.js";
import { FanoutPager } from "./recipients/fanout-pager.service.js";
import { NamedRecipientsPager } from "./recipients/named-recipients-pager.service.js";
import { ObjectSubscribersPager } from "./recipients/object-subscribers-pager.service.js";
import { LaneWorker } from "./lanes/lane-worker.service.js";
import { InFlightResolver } from "./in-flight/in-flight.resolver.js";
import { createRunTailResolver } from "./tails/run-tail.resolver.js";
import { InFlightService } from "./in-flight/in-flight.service.js";
import { TriggerOutcomesResolver } from "./in-flight/trigger-outcomes.resolver.js";
import { ExplainResolver } from "./explain/explain.resolver.js";
import { ExplainService } from "./explain/explain.service.js";
import { IfNow } from "./explain/if-now.service.js";
import { RunVersionResolver } from "./api/run-version.resolver.js";
import { VerdictsResolver } from "./verdicts/verdicts.resolver.js";
import { Verdicts } from "./verdicts/verdicts.service.js";
import { TriggerOutcomes } from "./in-flight/trigger-outcomes.service.js";
import { RunChangesResolver } from "./changes/run-changes.resolver.js";
import { RunChanges } from "./changes/run-changes.service.js";
import { LaneRepository } from "./storage/lane.repository.js";
import type { LaneDeps } from "./sets/lane-set.service.js";
import { LaneTransactionService } from "./lanes/lane-transaction.service.js";
import { LaneWritesRepository } from "./storage/lane-writes.repository.js";
import { EffectRequestsRepository } from "./outside/effect-requests.repository.js";
import { OutsideWorker } from "./outside/outside-worker.service.js";
import { ENGINE_PARTS, type EngineParts } from "./engine-parts.js";
import { runMetrics } from "./run.metrics.js";
import { RunRepository } from "./api/run.repository.js";
import { MessageRunResolver } from "./api/message-run.resolver.js";
import { RunResolver, TriggerRunsResolver } from "./api/run.resolver.js";
import { VersionRunsResolver } from "./api/version-runs.resolver.js";
import { RunService } from "./api/run.service.js";
import { BatchItemsRepository } from "./storage/batch-items.repository.js";
import { BatchSummaries } from "./sets/batch-summaries.service.js";
import { DueLanesRepository } from "./due/due-lanes.repository.js";
import { PeopleRepository } from "./storage/people.repository.js";
import { ResumedRuns } from "./sets/resumed-runs.service.js";
import { PreviewResolver } from "./preview/preview.resolver.js";
import { PreviewService } from "./preview/preview.service.js";
import { SharedDecisions } from "./sets/shared-decisions.service.js";
import { SharedRunsRepository } from "./storage/shared-runs.repository.js";
import { VariableScopeResolver } from "./preview/variable-scope.resolver.js";
import { VariableScopeService } from "./preview/variable-scope.service.js";
import { SimulationResolver } from "./simulation/simulation.resolver.js";
import { SimulationService, type SimulationDeps } from "./simulation/simulation.service.js";
import { toRun } from "./api/run-view.schema.js";

export type { EngineParts };

export interface RunsDeps {
  nodes: NodeRegistry;
  channels: ChannelService;
  channelData: ChannelDataService;
  recipients: RecipientService;
  preferences: PreferenceService;
  subscriptions: SubscriptionService;
  tenants: TenantService;
  triggers: TriggerService;
  workflows: WorkflowVersions;
  statistics: StatisticsRepository;
  /** Archives workflows. */
  workflowService: WorkflowService;
  /** Reads versions. */
  history: WorkflowHistory;
  /** The parts of the engine; tests give their own steps or effects. */
  engine?: EngineParts;
  messages: { channels: MessageChannels; messages: MessageRepository; store: MessageStore; views: MessageViews };
}

export interface RunsModule {
  worker: LaneWorker;
  /** Performs effects for which runs wait, outside their transactions. */
  outside: OutsideWorker;
  /** Fails work that the worker cannot process. */
  failures: FailRunService;
  /** Processes one set; called by the worker, and by tests that process due work set by set. */
  lanes: LaneTransactionService;
  /** Due work that is not done yet. */
  backlog: BacklogService;
  mounts: ModuleMounts[];
  resolvers: object[];
}

const SWEEP_EVERY_MS = 1000;

export function createRunsModule(runtime: Runtime, deps: RunsDeps): RunsModule {
  const lanes = new LaneRepository();
  const locks = new LaneLocksRepository();
  const { channels, channelData, preferences, workflows, messages, engine = ENGINE_PARTS } = deps;
  const requests = new EffectRequestsRepository();
  const outside = new OutsideWorker(runtime, requests, engine.outside);
  const messageChannels = messages.channels;
  const writes = new LaneWritesRepository();
  const named = new NamedRecipientsPager(lanes, deps.subscriptions);
  const pages = new FanoutPager(lanes, named, new ObjectSubscribersPager(lanes));
  const known = { channels, channelData, messageChannels, preferences, workflows };
  const people = new PeopleRepository();
  const contextLoader = new RunContextLoader({ lanes, people, ...known });
  const onRequested = (): void => outside.wake();
  const { statistics } = deps;
  const storage = { locks, lanes, writes, pages, contextLoader, requests, workflows, statistics };
  const transactions = laneTransactions(runtime, { ...storage, onRequested, messages, programs: engine.programs });
  const claims = new LaneClaims(runtime, new LaneClaimRepository());
  const failures = new FailRunService(runtime, { locks, lanes, writes, pages, statistics });
  const runner = new IsolatingRunner(runtime, { transactions, claims, failures });
  const worker = new LaneWorker(runtime, { due: new DueLanesRepository(), runner, claims });
  // Backs up lost hints: woken by the process that stored the work, and by itself every second.
  runtime.jobs.define({
    ...LANES_DRAIN,
    handle: () => worker.sweep(),
    everyMs: SWEEP_EVERY_MS,
  });

  const backlog = new BacklogService(runtime, new BacklogRepository());
  const repository = new RunRepository();
  const runs = new RunService(runtime, repository);
  deps.nodes.register("run", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "runs.read")) return [];
    return (await runs.byIds(scope, ids)).map(toRun);
  });
  const imagined = { ...deps, messageChannels, engine };
  const simulations = new SimulationService(runtime, imagined);
  const whatIf = whatIfResolvers(runtime, { ...imagined, simulations, people });
  return {
    worker,
    outside,
    failures,
    lanes: transactions,
    backlog,
    mounts: [runMetrics({ worker, failures, backlog })],
    resolvers: [
      ...resolversOf(runs, deps),
      ...liveResolvers(runtime, runs),
      new RunChangesResolver(new RunChanges(runtime, repository), deps.workflowService),
      new VerdictsResolver(new Verdicts(deps)),
      new ExplainResolver(new ExplainService(runtime, runs, deps), new IfNow(simulations, deps)),
      new VersionRunsResolver(runs),
      new RunVersionResolver(deps.history),
      ...whatIf,
    ],
  };
}

type LaneParts = Omit<LaneDeps, "tails" | "sharedRuns" | "decisions" | "resumed" | "messages"> &
  Pick<RunsDeps, "messages">;

function laneTransactions(runtime: Runtime, { messages, ...parts }: LaneParts): LaneTransactionService {
  const items = new BatchItemsRepository();
  const summaries = new BatchSummaries(items, parts.contextLoader);
  return new LaneTransactionService(runtime, {
    ...parts,
    tails: runtime.tails,
    sharedRuns: new SharedRunsRepository(),
    decisions: new SharedDecisions({ ...parts, messages: messages.store }),
    resumed: new ResumedRuns({ ...parts, messages: messages.messages, items, summaries }),
    messages: messages.store,
  });
}

/** What is under way, and what comes. */
function liveResolvers(runtime: Runtime, runs: RunService): object[] {
  const inFlight = new InFlightService(runtime);
  return [
    new InFlightResolver(inFlight),
    createRunTailResolver(runtime, { runs, inFlight }),
    new TriggerOutcomesResolver(new TriggerOutcomes(runtime)),
  ];
}

function resolversOf(runs: RunService, { messages, ...deps }: RunsDeps): object[] {
  const views = { ...deps, messages: messages.views };
  return [new RunResolver(runs, views), new TriggerRunsResolver(runs), new MessageRunResolver(runs)];
}

interface WhatIfDeps extends SimulationDeps {
  simulations: SimulationService;
  people: PeopleRepository;
}

/** What would happen, and how it would read: nothing is written. */
function whatIfResolvers(runtime: Runtime, { simulations, people, ...deps }: WhatIfDeps): object[] {
  return [
    new SimulationResolver(simulations),
    new PreviewResolver(new PreviewService(runtime, deps)),
    new VariableScopeResolver(new VariableScopeService(runtime, { ...deps, people })),
  ];
}
