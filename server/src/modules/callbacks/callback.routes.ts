import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError, overloaded } from "../../platform/errors/index.js";
import type { ModuleMounts } from "../../platform/mounts/index.js";
import { storableText } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { CallbackDoor, ChannelCallbacks } from "../channels/index.js";
import type { CallbackStore } from "./callback-store.service.js";

export interface CallbackRouteDeps {
  callbacks: ChannelCallbacks;
  store: CallbackStore;
  /** Called for each request whose secret is unknown. */
  onRefused: () => void;
}

/** SendGrid posts up to about a thousand events in one request. */
const BODY_MAX_BYTES = 1024 * 1024;
const QUERY_MAX_LENGTH = 4096;
const HEADERS_MAX_LENGTH = 16 * 1024;
/** Maximum number of secrets that are looked up concurrently. Requests with further ones get a 503. */
const LOOK_UPS_MAX = 8;

/** `POST /callbacks/{channelKey}/{secret}`: stores the request unchanged and responds. A worker processes it later. */
export function callbackRoutes(runtime: Runtime, { callbacks, store, onRefused }: CallbackRouteDeps): ModuleMounts {
  const doors = new WeakMap<FastifyRequest, CallbackDoor>();
  const lookUps = new Map<string, Promise<CallbackDoor | null>>();

  /** Requests with the same secret share one look-up: a burst of callbacks of one channel needs no more than one. */
  const lookUp = (channelKey: string, secret: string): Promise<CallbackDoor | null> => {
    const name = `${channelKey}/${secret}`;
    const known = lookUps.get(name);
    if (known) return known;
    if (lookUps.size >= LOOK_UPS_MAX) throw overloaded();
    const found = callbacks.door(channelKey, secret).finally(() => lookUps.delete(name));
    lookUps.set(name, found);
    return found;
  };

  /** Checks the secret before the body is read, so that an unauthenticated body is never read. */
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    const { channelKey, secret } = request.params as Record<"channelKey" | "secret", string>;
    const door = await lookUp(channelKey, secret);
    if (!door) {
      onRefused();
      throw new AppError("NOT_FOUND", "There is no such callback URL.");
    }
    doors.set(request, door);
  };

  return {
    addRoutes(app: FastifyInstance) {
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_MAX_BYTES }, (_request, body, done) => {
        done(null, body);
      });
      app.post("/callbacks/:channelKey/:secret", { onRequest, bodyLimit: BODY_MAX_BYTES }, async (request, reply) => {
        const door = doors.get(request);
        if (!door) throw new Error("A callback is answered whose secret was not looked at.");
        const query = queryOf(request.url);
        const headers = headersOf(request);
        if (query.length > QUERY_MAX_LENGTH || JSON.stringify(headers).length > HEADERS_MAX_LENGTH) {
          throw new AppError("PAYLOAD_TOO_LARGE", "A callback has at most 4 KiB of query and 16 KiB of headers.");
        }
        const body = Buffer.isBuffer(request.body) ? storableText(request.body.toString("utf8")) : "";
        await store.store({ ...door, receivedAt: runtime.clock.now(), query: storableText(query), headers, body });
        // Twilio would send the text of a response to the sender of an SMS. Other vendors ignore the body.
        return reply.code(200).header("cache-control", "no-store").send();
      });
    },
  };
}

function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at === -1 ? "" : url.slice(at);
}

function headersOf({ headers }: FastifyRequest): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, storableText([value].flat().join(", "))]));
}
