import { createHmac } from "node:crypto";
import { fastify, type FastifyInstance } from "fastify";
import { answerErrors } from "../../src/app/http/error-answers.js";
import { mountModuleRoutes } from "../../src/app/http/module-routes.js";
import { ErrorFormatter } from "../../src/platform/graphql/index.js";
import type { Json, JsonObject } from "../../src/platform/json.js";
import { createDeliveryRig, type DeliveryRig } from "./delivery-rig.js";

const PUBLIC_URL = "https://notify.acme.example";

/** A delivery rig whose vendors send callbacks. */
export interface CallbackRig extends DeliveryRig {
  app: FastifyInstance;
  /** The path and query that a channel's vendors call. */
  pathOf(channelKey: string): Promise<string>;
  /** Posts a body as a vendor does. Returns the status. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<number>;
  /** Lets a worker process all stored callbacks. */
  read(): Promise<void>;
  /** The ids of the messages, oldest first. */
  messageIds(): Promise<string[]>;
  /** The codes of a message's events. */
  eventCodes(id: string): Promise<string[]>;
  /** The stored callbacks: their outcome, or null if they are unprocessed. */
  stored(): Promise<{ outcome: string | null; body: string | null }[]>;
}

const URL_OF = "{ channels(first: 50) { nodes { channelKey callbackUrl } } }";
const EVENTS = "query($id: ID!) { node(id: $id) { ... on Message { events { code } } } }";

export async function createCallbackRig(): Promise<CallbackRig> {
  const rig = await createDeliveryRig({ publicUrl: PUBLIC_URL });
  const app = fastify();
  answerErrors(app, new ErrorFormatter(rig.runtime.log, () => "err"));
  await mountModuleRoutes(app, rig.main.mounts);
  const list = async (source: string, field: string): Promise<JsonObject[]> => {
    const { data } = await rig.ask(source);
    return (data[field] as { nodes: JsonObject[] }).nodes;
  };
  return {
    ...rig,
    app,
    async pathOf(channelKey) {
      const channel = (await list(URL_OF, "channels")).find((each) => each.channelKey === channelKey);
      const url = textOf(channel?.callbackUrl);
      if (!url.startsWith(PUBLIC_URL)) throw new Error(`${channelKey} has the callback URL ${url}.`);
      return url.slice(PUBLIC_URL.length);
    },
    async post(path, body, headers = {}) {
      const payload = typeof body === "string" ? body : JSON.stringify(body);
      const type = { "content-type": "application/json" };
      return (await app.inject({ method: "POST", url: path, payload, headers: { ...type, ...headers } })).statusCode;
    },
    read: () => rig.main.callbacks.worker.drain(),
    messageIds: async () =>
      (await list("{ messages(first: 50) { nodes { id } } }", "messages")).map(({ id }) => textOf(id)),
    async eventCodes(id) {
      const { data } = await rig.ask(EVENTS, { id });
      return (data.node as { events: { code: string }[] }).events.map(({ code }) => code);
    },
    stored: () => rig.db.database.query("select outcome, body from callbacks order by id"),
    async close() {
      await app.close();
      await rig.close();
    },
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A callback of Postmark about a message. */
export function postmarkEvent(messageId: string, record: string, more: object = {}): object {
  return { RecordType: record, MessageID: "postmark-1", Metadata: { carillon_message_id: messageId }, ...more };
}

/** A callback of Resend with its signature headers. */
export function resendSigned(
  secret: string,
  { id, at, body }: { id: string; at: number; body: object },
): { body: string; headers: Record<string, string> } {
  const text = JSON.stringify(body);
  const seconds = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${text}`).digest("base64");
  return {
    body: text,
    headers: { "svix-id": id, "svix-timestamp": seconds, "svix-signature": `v1,${signature}` },
  };
}
