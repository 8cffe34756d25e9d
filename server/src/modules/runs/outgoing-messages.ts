import { contentIdOf } from "../../platform/ids/index.js";
import type { NewContent, NewMessage } from "../feeds/index.js";
import type { MadeMessage, RunTask } from "./engine/types.js";

/** What a set has to store of messages: one row each, and once what they share. */
export interface Outgoing {
  messages: NewMessage[];
  contents: NewContent[];
}

/** The messages that these runs made. */
export function outgoingMessages(environmentId: number, now: number, tasks: Iterable<RunTask>): Outgoing {
  const messages: NewMessage[] = [];
  const contents = new Map<string, NewContent>();
  for (const task of tasks) {
    const { facts } = task;
    for (const message of task.messages) {
      const variant = variantOf(task, message);
      const name = `${facts.trigger.id}/${variant}/${message.stepRef}`;
      const content = contents.get(name) ?? contentOf(task, message, { environmentId, now });
      contents.set(name, content);
      const isOwn = isMadeOfOwn(task, message);
      messages.push({
        environmentId,
        lane: facts.lane,
        runId: facts.runId,
        ordinal: message.ordinal,
        recipientKey: facts.recipientKey,
        channelId: message.channelId,
        triggerId: facts.trigger.id,
        versionId: facts.workflow.versionId,
        workflowId: facts.workflow.workflowId,
        stepRef: message.stepRef,
        tenantId: facts.trigger.tenantId,
        deliveryStatus: message.isSandbox ? "NOT_SENT" : "DELIVERED",
        contentId: content.id,
        blocks: message.isShared ? null : message.blocks,
        data: isOwn ? message.data : null,
        actorKeys: isOwn ? message.actorKeys : null,
        actorCount: message.actorCount,
        activityCount: message.activityCount,
        batchId: message.batchId,
        at: now,
      });
    }
  }
  return { messages, contents: [...contents.values()] };
}

/** Its data and actors are this recipient's alone. */
function isMadeOfOwn({ facts }: RunTask, message: MadeMessage): boolean {
  return facts.hasOwnData || message.batchId !== null;
}

function variantOf(task: RunTask, message: MadeMessage): "shared" | "own" | "data" {
  if (message.isShared) return "shared";
  return isMadeOfOwn(task, message) ? "own" : "data";
}

function contentOf(task: RunTask, message: MadeMessage, to: { environmentId: number; now: number }): NewContent {
  const isOwn = isMadeOfOwn(task, message);
  return {
    environmentId: to.environmentId,
    id: contentIdOf(task.facts.trigger.id, message.stepRef, variantOf(task, message)),
    blocks: message.isShared ? message.blocks : null,
    data: isOwn ? {} : message.data,
    actorKeys: isOwn ? [] : message.actorKeys,
    at: to.now,
  };
}
