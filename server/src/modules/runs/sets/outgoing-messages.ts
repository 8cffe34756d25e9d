import { contentIdOf } from "../../identifiers/index.js";
import { DistinctRows } from "../../../platform/postgres/index.js";
import type { NewContent, NewMessage, NewMessages } from "../../messages/index.js";
import type { MadeMessage, RunTask } from "../engine/types.js";
import type { SharedRuns } from "./new-runs.service.js";

/** The rows of the messages that these runs created, with shared contents stored once. */
export function outgoingMessages(environmentId: number, now: number, tasks: Iterable<RunTask>): NewMessages {
  const messages: NewMessage[] = [];
  const contents: NewContent[] = [];
  const kinds = new DistinctRows<Told>(isSameContent, contentName);
  for (const task of tasks) {
    const { context } = task;
    for (const message of task.messages) {
      const isOwn = isMadeOfOwn(task, message);
      const told: Told = { task, message, variant: message.isShared ? "shared" : isOwn ? "own" : "data" };
      const content = (contents[kinds.indexOf(told) - 1] ??= contentOf(told, { environmentId, now }));
      messages.push({
        environmentId,
        lane: context.lane,
        runId: context.runId,
        ordinal: message.ordinal,
        recipientKey: context.recipientKey,
        channelId: message.channelId,
        channelType: message.content.type,
        triggerId: context.trigger.id,
        versionId: context.workflow.versionId,
        workflowId: context.workflow.workflowId,
        stepRef: message.stepRef,
        tenantId: context.trigger.tenantId,
        deliveryStatus: message.deliveryStatus,
        contentId: content.id,
        content: message.isShared ? null : message.content,
        address: message.address,
        expiresAt: message.expiresAt,
        supersedeKey: message.supersedeKey,
        onUncertain: message.onUncertain,
        data: isOwn ? message.data : null,
        actorKeys: isOwn ? message.actorKeys : null,
        actorCount: message.actorCount,
        activityCount: message.activityCount,
        batchId: message.batchId,
        at: now,
      });
    }
  }
  return { messages, contents };
}

/** Adds the messages of runs that share one decision. */
export function withShared(
  made: NewMessages,
  { environmentId, now, shared }: { environmentId: number; now: number; shared: SharedRuns },
): NewMessages {
  const { messages, contents } = outgoingMessages(environmentId, now, [shared.task]);
  if (messages.length === 0) return made;
  const known = new Set(made.contents.map(({ id }) => id));
  const { recipients, task } = shared;
  return {
    messages: made.messages,
    contents: [...made.contents, ...contents.filter(({ id }) => !known.has(id))],
    shared: { messages, triggerSeq: task.context.trigger.seq, recipients },
  };
}

/** A message with the key of its shared content. */
interface Told {
  task: RunTask;
  message: MadeMessage;
  variant: "shared" | "own" | "data";
}

function isSameContent(left: Told, right: Told): boolean {
  return (
    left.task.context.trigger === right.task.context.trigger &&
    left.variant === right.variant &&
    left.message.stepRef === right.message.stepRef
  );
}

function contentName({ task, message, variant }: Told): string {
  return `${task.context.trigger.id}/${variant}/${message.stepRef}`;
}

/** Its data and actors are this recipient's alone. */
function isMadeOfOwn({ context }: RunTask, message: MadeMessage): boolean {
  return context.hasOwnData || message.batchId !== null;
}

function contentOf({ task, message, variant }: Told, to: { environmentId: number; now: number }): NewContent {
  const isOwn = isMadeOfOwn(task, message);
  return {
    environmentId: to.environmentId,
    id: contentIdOf(task.context.trigger.id, message.stepRef, variant),
    content: message.isShared ? message.content : null,
    data: isOwn ? {} : message.data,
    actorKeys: isOwn ? [] : message.actorKeys,
    at: to.now,
  };
}
