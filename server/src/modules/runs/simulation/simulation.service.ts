import { badInput, refused } from "../../../platform/errors/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { requireRight, type Scope } from "../../requests/index.js";
import type { MessageChannels } from "../../messages/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { CompiledWorkflow } from "../../workflows/pure.js";
import type { EngineParts } from "../engine-parts.js";
import { channelContexts } from "../storage/channel-contexts.js";
import { checkSimulation } from "./check-simulation.js";
import type { ImaginedWorld } from "./imagined-world.js";
import type { SimulateCommand } from "./simulate-command.js";
import { simulate } from "./simulator.js";
import { SlowTurns, type SlowTurn } from "../../../platform/turns/index.js";
import { callerOf, StoryLoader, type StoryDeps } from "./story-loader.service.js";
import { StoryTooLong, type Limits, type Outcome } from "./story.js";

export interface SimulationDeps extends StoryDeps {
  engine: EngineParts;
  messageChannels: MessageChannels;
  workflows: WorkflowVersions;
}

/** The simulated results, and the recipients at the end of the story. */
export interface Simulated {
  outcome: Outcome;
  world: ImaginedWorld;
}

const DECISIONS_MAX = 20_000;
/** Counts the whole process while the story is played, so more than the story itself: a last safeguard. */
const CPU_MAX_MICROSECONDS = 120_000_000;

/** Runs triggers through a workflow under a virtual clock. All is read in one read-only snapshot; nothing is written. */
export class SimulationService {
  readonly #runtime: Runtime;
  readonly #deps: SimulationDeps;
  readonly #stories: StoryLoader;
  readonly #turns = new SlowTurns();

  constructor(runtime: Runtime, deps: SimulationDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#stories = new StoryLoader(runtime, deps);
  }

  /** Throws `UNAVAILABLE` when too many simulations wait already. One of each secret key is worked on at a time. */
  async simulate(scope: Scope, input: SimulateCommand): Promise<Simulated> {
    requireRight(scope, "runs.simulate");
    return this.#turns.run(callerOf(scope), (turn) => this.#simulate(scope, input, turn));
  }

  async #simulate(scope: Scope, input: SimulateCommand, turn: SlowTurn): Promise<Simulated> {
    const workflow = await this.#workflow(scope, input);
    const checked = await checkSimulation(input, workflow, input.startAt?.getTime() ?? this.#runtime.clock.now());
    if (checked.issues.length > 0) throw badInput(checked.issues);

    const { world, triggers } = await this.#runtime.database.transaction(
      (tx) => this.#stories.load(tx, scope, checked.triggers),
      {
        isReadOnlySnapshot: true,
      },
    );
    const rows = await this.#deps.channels.allOf(scope.environmentId);
    const channels = channelContexts(rows, this.#deps.messageChannels);
    const story = { workflow, channels, triggers, cancels: checked.cancels, marks: checked.marks, world };
    try {
      return { outcome: await simulate(story, limitsOf(turn), this.#deps.engine), world };
    } catch (error) {
      if (!(error instanceof StoryTooLong)) throw error;
      const message = "There is too much to decide; simulate fewer triggers or recipients at a time.";
      throw badInput([{ path: [], code: "too_much", message }]);
    }
  }

  async #workflow(scope: Scope, { workflowKey, document, useDraft }: SimulateCommand): Promise<CompiledWorkflow> {
    if ((workflowKey == null) === (document == null)) {
      const message = "Give exactly one of `workflowKey` and `document`.";
      throw badInput([{ path: [], code: "one_of", message }]);
    }
    const { workflows } = this.#deps;
    if (document) return workflows.compileInline(scope, document, { path: ["document"] });
    const path = ["workflowKey"];
    const key = workflowKey ?? "";
    const found = useDraft
      ? await workflows.draftOf(scope, key, path)
      : ((await workflows.committed(scope, key))?.compiled ?? null);
    if (found) return found;
    const message = useDraft
      ? `There is no workflow "${key}" in this environment.`
      : `There is no committed workflow "${key}" in this environment; for a draft say \`useDraft\`.`;
    throw refused("NOT_FOUND", { path, code: "workflow_missing", message });
  }
}

/** The limits count decisions and CPU: a slow machine refuses nothing. */
function limitsOf(turn: SlowTurn): Limits {
  const begin = process.cpuUsage();
  return {
    decisionsMax: DECISIONS_MAX,
    rest() {
      const rest = turn.rest();
      if (!rest) return null;
      const { user, system } = process.cpuUsage(begin);
      if (user + system > CPU_MAX_MICROSECONDS) throw new StoryTooLong();
      return rest;
    },
  };
}
