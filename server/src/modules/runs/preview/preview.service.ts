import { badInput, checkText, type InputIssue } from "../../../platform/errors/index.js";
import { contentIdOf, runIdOf } from "../../identifiers/index.js";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { SlowTurns } from "../../../platform/turns/index.js";
import { AttachmentTaker } from "../../attachments/index.js";
import type { MessageChannels } from "../../messages/index.js";
import { requireRight, type Scope } from "../../requests/index.js";
import {
  channelTemplate,
  isTemplateType,
  missingVariablesOf,
  TemplateError,
  TEMPLATE_TYPES,
  withDefaultOverrides,
  type CompiledTemplate,
  type MessageContent,
  type TemplateText,
  type TemplateType,
} from "../../templates/index.js";
import { checkNotify } from "../../triggers/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import { checkTemplate, type CompiledWorkflow } from "../../workflows/pure.js";
import { renderOptions, summarise, type ClosingItem } from "../engine/close-batch.js";
import { newTask } from "../engine/task.js";
import type { BatchSummary, ChannelContext, RunContext } from "../engine/types.js";
import { createView, SetView } from "../engine/view.js";
import type { CheckedTrigger } from "../simulation/check-simulation.js";
import type { ImaginedWorld } from "../simulation/imagined-world.js";
import type { StoryTrigger } from "../simulation/story.js";
import { callerOf, StoryLoader, type StoryDeps } from "../simulation/story-loader.service.js";
import { channelContexts } from "../storage/channel-contexts.js";
import { recipientView, runContextOf, tenantView } from "../storage/run-context.js";
import type { PreviewCommand } from "./preview-command.js";
import { placeIssues, placeLeftOut, placeRenderError, type PlacedIssue } from "./template-issues.js";

export interface PreviewDeps extends StoryDeps {
  messageChannels: MessageChannels;
  workflows: WorkflowVersions;
}

/** A rendered template. */
export interface Preview {
  /** Null if it cannot be rendered. */
  content: MessageContent | null;
  address: JsonObject | null;
  issues: PlacedIssue[];
  missingVariables: string[];
}

const ACTIVITIES_MAX = 100;

const NOT_RENDERED = { content: null, address: null, missingVariables: [] };

/** A template that compiles, with the texts that it reads. */
interface Prepared {
  template: CompiledTemplate<MessageContent>;
  texts: TemplateText[];
}

/** Renders a template with the code of runs, for people as they are stored or given. Nothing is written. */
export class PreviewService {
  readonly #runtime: Runtime;
  readonly #deps: PreviewDeps;
  readonly #stories: StoryLoader;
  readonly #turns = new SlowTurns();

  constructor(runtime: Runtime, deps: PreviewDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#stories = new StoryLoader(runtime, deps);
  }

  /** Throws `UNAVAILABLE` when too many previews wait already. One of each caller is worked on at a time. */
  async preview(scope: Scope, command: PreviewCommand): Promise<Preview> {
    requireRight(scope, "runs.simulate");
    return this.#turns.run(callerOf(scope), () => this.#preview(scope, command));
  }

  async #preview(scope: Scope, command: PreviewCommand): Promise<Preview> {
    const row = await this.#deps.channels.existing(scope, command.channelKey);
    const channel = channelContexts([row], this.#deps.messageChannels).get(row.key);
    if (!channel || !isTemplateType(channel.type)) throw badInput([noTemplates(row.type)]);

    const { linkSchemes = [] } = await this.#deps.workflows.surroundings(scope.environmentId);
    const prepared = prepare(channel.type, command.template, { channel, linkSchemes });
    const trigger = readTrigger(command, prepared.ok ? prepared.template : null, this.#runtime.clock.now());
    if (!prepared.ok) return { ...NOT_RENDERED, issues: placeIssues(prepared.issues, command.template) };

    const workflow = await this.#workflow(scope, command.workflowKey);
    const loaded = await this.#runtime.database.transaction((tx) => this.#stories.loadNamed(tx, scope, trigger), {
      isReadOnlySnapshot: true,
    });
    return render(prepared, { ...loaded, workflow, channel, activities: command.activities ?? null });
  }

  /** Its draft, or its committed version. One that is not stored yet is known by its key alone. */
  async #workflow(scope: Scope, key: string): Promise<CompiledWorkflow> {
    const path = ["workflowKey"];
    const stored = await this.#deps.workflows.draftOf(scope, key, path);
    return stored ?? this.#deps.workflows.compileInline(scope, { key, name: key, steps: [] }, { path });
  }
}

/** The assumed trigger. Attachments are looked for where the template has them. */
function readTrigger(command: PreviewCommand, template: Prepared["template"] | null, at: number): CheckedTrigger {
  const { activities, recipient, actor, tenant, data, workflowKey } = command;
  const input = { recipients: [{ to: recipient }], actor, tenant, data, afterSeconds: 0 };
  const places = template?.attachments ? [template.attachments] : [];
  const notify = checkNotify(input, [], new AttachmentTaker("preview", places));
  const issues = [
    ...notify.issues.map(({ path, ...issue }) => ({ ...issue, path: path[0] === "recipients" ? ownPath(path) : path })),
    ...checkText(workflowKey, ["workflowKey"]),
  ];
  if ((activities?.length ?? 0) > ACTIVITIES_MAX) {
    const message = `At most ${ACTIVITIES_MAX}; these are ${activities?.length}.`;
    issues.push({ path: ["activities"], code: "too_many", message });
  }
  if (issues.length > 0) throw badInput(issues);
  return { input, checked: notify, path: [], at };
}

/** `recipients.0.to.user` of the trigger is `recipient.user` of the preview. */
function ownPath(path: readonly string[]): string[] {
  return ["recipient", ...path.slice(3)];
}

function noTemplates(type: string): InputIssue {
  const message = `Channels of type ${type} have no templates; those of type ${TEMPLATE_TYPES.join(", ")} have.`;
  return { path: ["channelKey"], code: "unsupported_channel", message };
}

/** The template under the overrides of its channel, as a step would have it. */
function prepare<Type extends TemplateType>(
  type: Type,
  written: JsonObject,
  { channel, linkSchemes }: { channel: ChannelContext; linkSchemes: readonly string[] },
): ({ ok: true } & Prepared) | { ok: false; issues: InputIssue[] } {
  const own = checkTemplate(type, written, linkSchemes);
  if (!own.ok) return own;
  const { overrides } = channel;
  const document =
    (isJsonObject(overrides) ? withDefaultOverrides(type, own.document, overrides) : null) ?? own.document;
  const kind = channelTemplate(type);
  const compiled = kind.compile(document, { schemes: linkSchemes, areLiteralsChecked: false });
  return compiled.ok ? { ...compiled, texts: kind.texts(document) } : compiled;
}

interface Shown {
  world: ImaginedWorld;
  trigger: StoryTrigger;
  workflow: CompiledWorkflow;
  channel: ChannelContext;
  activities: readonly JsonObject[] | null;
}

function render({ template, texts }: Prepared, shown: Shown): Preview {
  const { world, trigger, channel, activities } = shown;
  trigger.change(world);
  const context = contextOf(shown);
  const task = newTask(context, trigger.at, null);
  if (activities) task.batch = batchOf(context, [trigger.data, ...activities]);
  const view = createView(task, new SetView(trigger.at));
  // The analysis of missing variables may look at more names than the template reads.
  const scope = view.templateScope(template.roots);
  const missingVariables = [...new Set(texts.flatMap(({ text }) => missingVariablesOf(text, scope)))].sort();
  try {
    const { content, leftOut } = template.render(scope);
    const entries = context.entries.get(channel.id) ?? [];
    const destination = template.destination(content, {
      recipient: context.recipient,
      entries,
      hasAddress: channel.hasAddress,
    });
    const address = destination.ok ? (destination.addresses[0] ?? null) : null;
    return { content, address, issues: leftOut.map(placeLeftOut), missingVariables };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { content: null, address: null, issues: [placeRenderError(error)], missingVariables };
  }
}

function contextOf({ world, trigger, workflow, channel }: Shown): RunContext {
  const [recipient] = trigger.reached;
  if (!recipient) throw new Error("A preview without a recipient.");
  const { actorKey, tenantId, at: acceptedAt, data } = trigger;
  const id = contentIdOf("preview", "1", "trigger");
  return runContextOf({
    runId: runIdOf(1, id, recipient.key),
    lane: recipient.lane,
    recipientKey: recipient.key,
    workflow,
    isActive: true,
    trigger: {
      id,
      seq: 1,
      data,
      actorKey,
      tenantId,
      isSandbox: false,
      skipsDelays: false,
      expiresAt: null,
      acceptedAt,
    },
    channels: new Map([[channel.key, channel]]),
    person: world.people.get(recipient.key),
    actor: actorKey ? recipientView(actorKey, world.people.get(actorKey), null) : null,
    tenant: tenantId ? tenantView(tenantId, world.tenants.get(tenantId)) : null,
    entries: world.entriesOf(recipient.key),
    preferences: world.preferencesOf(recipient.key, tenantId),
    data: null,
    subscription: null,
  });
}

/** A batch of these activities, which happened at once and by the same actor. */
function batchOf({ trigger, actor }: RunContext, activities: readonly JsonObject[]): BatchSummary {
  const items = activities.map((data, index): ClosingItem => {
    const id = contentIdOf("preview", String(index), "item");
    return {
      ...{ run_id: id, trigger_id: id, actor_key: trigger.actorKey, data },
      created_at: new Date(trigger.acceptedAt),
    };
  });
  const batch = { id: contentIdOf("preview", "1", "batch"), stepRef: "" };
  return summarise(batch, items, { ...renderOptions(undefined), actorOf: () => actor });
}
