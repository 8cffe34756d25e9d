import { badInput, checkId, refused, type InputIssue } from "../../../platform/errors/index.js";
import { laneId, laneOf, messageId, runIdOf } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Message, MessageViews } from "../../messages/index.js";
import { parseRecipientRef, refOfKey, type RecipientRefFields } from "../../objects/index.js";
import type { Scope } from "../../requests/index.js";
import type { CountedTrigger, TriggerService } from "../../triggers/index.js";
import type { WorkflowService } from "../../workflows/index.js";
import { countMessages } from "../api/describe-trace.js";
import type { RunReadRow } from "../api/run-row.js";
import type { RunService } from "../api/run.service.js";
import { decisiveCode, outcomeOf } from "../engine/outcome.js";
import { wordsOfDecision, wordsOfMessage, wordsOfNothing, wordsOfTrigger, type CaseWords } from "./case-words.js";

export interface ExplainCommand {
  workflowKey: string;
  recipient: RecipientRefFields;
  tenantId?: string | null;
  triggerId?: string | null;
  channelKey?: string | null;
  at?: { from?: Date | null; to?: Date | null } | null;
}

export interface ExplainDeps {
  triggers: TriggerService;
  messages: { views: MessageViews };
  workflowService: WorkflowService;
}

/** One trigger and what became of it for the recipient. */
export interface ExplainedCase extends CaseWords {
  trigger: CountedTrigger | null;
  run: RunReadRow | null;
  messages: Message[];
}

interface Question extends Omit<ExplainCommand, "recipient"> {
  recipientKey: string;
  range: { from: Date | null; to: Date | null };
}

const CASES_MAX = 20;
const DAY_MS = 86_400_000;
const ONE = { size: 1, isBackward: false, after: null, before: null };
const SOME = { ...ONE, size: CASES_MAX };

/** Explains why somebody did or did not get something, from what is stored. */
export class ExplainService {
  readonly #runtime: Runtime;
  readonly #runs: RunService;
  readonly #deps: ExplainDeps;

  constructor(runtime: Runtime, runs: RunService, deps: ExplainDeps) {
    this.#runtime = runtime;
    this.#runs = runs;
    this.#deps = deps;
  }

  /** The cases, latest first; one without a trigger if there was none. */
  async cases(scope: Scope, command: ExplainCommand): Promise<ExplainedCase[]> {
    const question = await this.#read(scope, command);
    const triggers = await this.#triggers(scope, question);
    const theirs = await this.#theirRuns(scope, question);
    const runs = new Map(
      [...theirs, ...(await this.#runsOf(scope, question, triggers))].map((run) => [run.trigger_id, run]),
    );
    const known = new Map(triggers.map((trigger) => [trigger.row.id, trigger]));
    const others = [...runs.keys()].filter((id) => !known.has(id));
    for (const [id, trigger] of await this.#deps.triggers.load(scope, others)) known.set(id, trigger);

    const withRun = [...runs.values()].map((run) => ({ run, trigger: known.get(run.trigger_id) ?? null }));
    const reached = await Promise.all(withRun.map((each) => this.#ofRun(scope, question, each)));
    const missed = await this.#missed(
      scope,
      question,
      triggers.filter(({ row }) => !runs.has(row.id)),
    );
    // Triggers for others say nothing where some were for them.
    const telling = reached.length === 0 ? missed : missed.filter(({ code }) => code !== "trigger.not_addressed");
    const cases = [...reached, ...telling].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, CASES_MAX);
    return cases.length > 0 ? cases : [await this.#nothing(scope, question)];
  }

  async #read(scope: Scope, { recipient, at, ...command }: ExplainCommand): Promise<Question> {
    const named = parseRecipientRef(recipient, ["recipient"]);
    const issues: InputIssue[] = named.ok ? [] : [...named.issues];
    if (command.tenantId != null) issues.push(...checkId(command.tenantId, ["tenantId"]));
    if (!named.ok || issues.length > 0) throw badInput(issues);
    if (!(await this.#deps.workflowService.byKey(scope, command.workflowKey))) {
      const message = `There is no workflow "${command.workflowKey}" in this environment.`;
      throw refused("NOT_FOUND", { path: ["workflowKey"], code: "workflow_missing", message });
    }
    const isOpen = at == null && command.triggerId == null;
    const from = isOpen ? new Date(this.#runtime.clock.now() - DAY_MS) : (at?.from ?? null);
    return { ...command, recipientKey: named.value, range: { from, to: at?.to ?? null } };
  }

  async #triggers(scope: Scope, { triggerId, workflowKey, tenantId, range }: Question): Promise<CountedTrigger[]> {
    if (triggerId == null) {
      const filter = { workflowKey, tenantId: tenantId ?? null, acceptedAt: range };
      return (await this.#deps.triggers.page(scope, filter, SOME)).rows.slice(0, CASES_MAX);
    }
    const trigger = await this.#deps.triggers.byId(scope, triggerId);
    if (trigger?.row.workflow_key === workflowKey) return [trigger];
    const message = `There is no such trigger of the workflow "${workflowKey}".`;
    throw refused("NOT_FOUND", { path: ["triggerId"], code: "trigger_missing", message });
  }

  /** The latest runs of the recipient: in a busy workflow their triggers are not among the latest ones. */
  async #theirRuns(
    scope: Scope,
    { recipientKey, workflowKey, tenantId, triggerId, range }: Question,
  ): Promise<RunReadRow[]> {
    if (triggerId != null) return [];
    const filter = { workflowKey, recipient: refOfKey(recipientKey), tenantId: tenantId ?? null, createdAt: range };
    return (await this.#runs.page(scope, filter, SOME)).rows.slice(0, CASES_MAX);
  }

  /** The runs of these triggers for the recipient: their ids follow from both. */
  #runsOf(scope: Scope, { recipientKey }: Question, triggers: readonly CountedTrigger[]): Promise<RunReadRow[]> {
    const lane = laneOf(scope.environmentId, recipientKey);
    const ids = triggers.map(({ row }) => laneId("run", lane, runIdOf(row.seq, row.id, recipientKey)));
    return this.#runs.byIds(scope, ids);
  }

  async #ofRun(
    scope: Scope,
    { channelKey = null }: Question,
    { run, trigger }: { run: RunReadRow; trigger: CountedTrigger | null },
  ): Promise<ExplainedCase> {
    const count = countMessages(run.trace);
    const ids = Array.from({ length: count }, (_, index) => {
      return messageId({ lane: run.lane, runId: run.id, ordinal: index + 1 });
    });
    const shown = await this.#deps.messages.views.byIds(scope, ids);
    const all = ids.flatMap((id) => shown.get(id) ?? []);
    const messages = channelKey === null ? all : all.filter((message) => message.channelKey === channelKey);
    return { ...wordsOfRun(run, channelKey, messages), trigger, run, messages };
  }

  async #missed(
    scope: Scope,
    { recipientKey }: Question,
    triggers: readonly CountedTrigger[],
  ): Promise<ExplainedCase[]> {
    const calls = await this.#deps.triggers.calls(
      scope,
      triggers.map(({ row }) => row.id),
    );
    return triggers.map((trigger) => {
      const { row, counts } = trigger;
      const said = {
        actorKey: calls.get(row.id)?.actor_key ?? null,
        isCancelled: row.cancelled_at !== null,
        failure: row.failure,
        isOpen: counts.pending_lanes > 0,
      };
      return { ...wordsOfTrigger(said, recipientKey), trigger, run: null, messages: [] };
    });
  }

  async #nothing(scope: Scope, { workflowKey, tenantId, range }: Question): Promise<ExplainedCase> {
    const about = { workflowKey, tenantId: tenantId ?? null };
    const { triggers } = this.#deps;
    const before =
      range.from && (await triggers.page(scope, { ...about, acceptedAt: { to: range.from } }, ONE)).rows[0];
    const later = { ...ONE, isBackward: true };
    const after = range.to && (await triggers.page(scope, { ...about, acceptedAt: { from: range.to } }, later)).rows[0];
    const near = { before: before?.row.accepted_at ?? null, after: after?.row.accepted_at ?? null };
    return { ...wordsOfNothing(near), trigger: null, run: null, messages: [] };
  }
}

function timeOf({ trigger, run }: ExplainedCase): number {
  return (trigger?.row.accepted_at ?? run?.created_at)?.getTime() ?? 0;
}

/** The decision that made the result; of one channel, the decisive one about it. */
function wordsOfRun(run: RunReadRow, channelKey: string | null, messages: readonly Message[]): CaseWords {
  const [message] = messages;
  if (message) return wordsOfMessage(message);
  const about = channelKey === null ? [] : run.trace.filter(([, , , values]) => values.channelKey === channelKey);
  const code = decisiveCode(null, about);
  const note = about.findLast((each) => each[2] === code) ?? outcomeOf(run.status, run.trace);
  return note ? wordsOfDecision(note[2], note[3]) : wordsOfDecision("run.started", {});
}
