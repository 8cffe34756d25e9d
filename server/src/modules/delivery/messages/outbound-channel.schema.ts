import type { Json, JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { may, type Scope } from "../../requests/index.js";
import { DeliveryStatus, type Message, type MessageChannel } from "../../messages/index.js";
import { idOfMessage, keyOfMessage, type MessageRow } from "../../messages/pure.js";
import type { TemplateType } from "../../templates/index.js";
import {
  toChatContent,
  toEmailContent,
  toPushContent,
  toSmsContent,
  toWebhookContent,
} from "../content/message-content-view.schema.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import type { RecallState } from "../recall/recall-state.js";
import type { DeliveryQueueRepository } from "../queue/delivery-queue.repository.js";
import type { DeliveryStateRepository, DeliveryStateRow } from "../queue/delivery-state.repository.js";
import { outboundContent } from "../sending/outbound-message.js";
import {
  ChatMessage,
  EmailMessage,
  PushMessage,
  SmsMessage,
  WebhookMessage,
  type OutboundMessage,
} from "./outbound-message.schema.js";

export type OutboundType = Exclude<TemplateType, "IN_APP">;

export interface OutboundChannelDeps {
  queue: DeliveryQueueRepository;
  states: DeliveryStateRepository;
}

const SEED_BYTES = 32;

/** A channel type whose messages are queued in the transaction that creates them, and sent by the delivery worker. */
export function outboundChannel(
  runtime: Runtime,
  type: OutboundType,
  { queue, states }: OutboundChannelDeps,
): MessageChannel {
  return {
    type,
    initialStatus: { live: DeliveryStatus.QUEUED, sandbox: DeliveryStatus.NOT_SENT },

    async store(tx, messages) {
      const queued = messages.filter(({ deliveryStatus }) => deliveryStatus === DeliveryStatus.QUEUED);
      if (queued.length === 0) return { hasMessages: false, afterCommit: [] };
      const seeds = queued.map(() => Buffer.from(runtime.randomBytes(SEED_BYTES)).toString("base64url"));
      await queue.insert(tx, queued, seeds);
      return { hasMessages: false, afterCommit: [() => void runtime.hints.publish(DELIVERIES_TOPIC, "")] };
    },

    /** Withdraws unsent messages. A newer chat message will replace a sent one, at vendors that can change messages. */
    async replace(tx, environmentId, messages) {
      await states.withdraw(tx, environmentId, { keys: messages, reason: "superseded", now: runtime.clock.now() });
      if (type === "CHAT") await states.link(tx, environmentId, messages);
      return [];
    },

    async toMessages(scope, messages) {
      const rows = await states.byKeys(
        runtime.database,
        scope.environmentId,
        messages.map(({ row }) => keyOfMessage(row)),
      );
      const known = new Map(rows.map((row) => [idOfMessage(row), row]));
      return messages.map(({ row, channelKey }) =>
        toMessage(scope, { row, channelKey, state: known.get(idOfMessage(row)) }),
      );
    },
  };
}

interface Shown {
  row: MessageRow;
  channelKey: string;
  state: DeliveryStateRow | undefined;
}

function toMessage(scope: Scope, { row, channelKey, state }: Shown): Message {
  const common = { ...commonOf(row), channelKey, ...outsideOf(state) };
  if (state?.state === DeliveryStatus.SENDING) common.deliveryStatus = state.state;
  if (state && state.updated_at > common.updatedAt) common.updatedAt = state.updated_at;
  const address = state?.address ?? null;
  return withContent(row.content, { common, address, showsSecrets: may(scope, "messages.read") });
}

/** What became of a message outside. */
function outsideOf(state: DeliveryStateRow | undefined): {
  undeliveredReason: string | null;
  recallState: RecallState | null;
} {
  return { undeliveredReason: state?.reason ?? null, recallState: state?.recall_state ?? null };
}

type Common = ReturnType<typeof commonOf> & ReturnType<typeof outsideOf> & { channelKey: string };

function withContent(
  stored: Json,
  { common, address, showsSecrets }: { common: Common; address: JsonObject | null; showsSecrets: boolean },
): OutboundMessage {
  const content = outboundContent(stored);
  switch (content?.type) {
    case "EMAIL":
      return Object.assign(new EmailMessage(), common, { content: toEmailContent(content, address) });
    case "SMS":
      return Object.assign(new SmsMessage(), common, { content: toSmsContent(content, address) });
    case "PUSH":
      return Object.assign(new PushMessage(), common, { content: toPushContent(content) });
    case "CHAT":
      return Object.assign(new ChatMessage(), common, { content: toChatContent(content) });
    case "WEBHOOK":
      return Object.assign(new WebhookMessage(), common, { content: showsSecrets ? toWebhookContent(content) : null });
    case undefined:
      throw new Error("A message has content that this release does not know.");
  }
}

function commonOf(row: MessageRow) {
  return {
    id: idOfMessage(row),
    workflowKey: row.workflow_key,
    deliveryStatus: row.delivery_status,
    seenAt: row.seen_at,
    readAt: row.read_at,
    interactedAt: row.interacted_at,
    linkClickedAt: row.link_clicked_at,
    archivedAt: row.archived_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    row,
  };
}
