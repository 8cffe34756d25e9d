import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure } from "../../../providers/kit/answer.js";
import type { OutboundMessage } from "../../../providers/kit/message.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { OpenedProvider } from "../../channels/index.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { MessageAttachments } from "./message-attachments.service.js";
import type { OlderMessage, SentThread } from "../earlier/earlier-messages.service.js";
import type { AccessTokens, FoundToken } from "../tokens/access-tokens.service.js";
import type { AddressLookups } from "../tokens/address-lookups.service.js";
import type { Route } from "./address-book.service.js";
import { outboundMessage, type OutboundContent } from "./outbound-message.js";
import type { PreparedSend } from "./prepared-send.js";
import { Redaction } from "./request-log.js";

const ATTACHMENT_MISSING = failure("rejected", {
  code: "attachment_missing",
  reason: "An attachment of the message is not stored any more.",
});

/** A delivery with its content, address and provider. */
export interface RequestParts {
  delivery: ClaimedDelivery;
  content: OutboundContent;
  route: Route;
  provider: Provider;
  opened: OpenedProvider;
  /** The callback URL for vendors; null for none. */
  callbackUrl: string | null;
  /** The earlier message that it replies to; null for none. */
  thread: SentThread | null;
  /** The older message whose place it takes; null for none. */
  older: OlderMessage | null;
}

export type BuiltRequest = Pick<PreparedSend, "request" | "redaction" | "token">;

/** Composing a mail with attachments takes far less; the claim of a delivery lasts half a minute. */
const BUILD_MS = 5000;

export interface BuilderDeps {
  attachments: MessageAttachments;
  tokens: AccessTokens;
  lookups: AddressLookups;
}

/** Builds the requests of deliveries, with the access tokens and the vendor-specific addresses that they need. */
export class RequestBuilder {
  readonly #runtime: Runtime;
  readonly #deps: BuilderDeps;
  /** Of providers whose requests hold no secret but the channel's. */
  readonly #redactions = new WeakMap<OpenedProvider, Redaction>();

  constructor(runtime: Runtime, deps: BuilderDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  async build(parts: RequestParts): Promise<BuiltRequest> {
    const { delivery, content, route, provider, opened, callbackUrl, thread, older } = parts;
    if (!opened.ok) {
      return { request: unreadable(provider, opened.reason), redaction: new Redaction({}), token: null };
    }
    const { settings } = opened;
    const own = credentialsOf(provider, opened.secrets, route);
    const redactionWith = (token: FoundToken | null): Redaction => {
      if (route.address === null && route.accessToken === null && token === null) return this.#redactionOf(opened);
      const more = { address: { ...route.address }, ...(token && { accessToken: token.token }) };
      return new Redaction({ ...opened.secrets, ...own, ...more });
    };
    const refused = (request: PreparedSend["request"]): BuiltRequest => ({
      ...{ request, redaction: redactionWith(null), token: null },
    });
    const looked = await this.#look({ delivery, provider, settings, credentials: own, route });
    if (!looked.ok) return refused({ kind: "unsendable", answer: looked.answer });
    const { environmentId, channelId } = delivery;
    const attachments = await this.#deps.attachments.of(environmentId, content);
    if (attachments === null) return refused({ kind: "unsendable", answer: ATTACHMENT_MISSING });
    // Another vendor's handle means nothing to this one.
    const replyTo = thread?.providerKey === provider.key ? thread.handle : null;
    const where = { address: looked.address, callbackUrl, replyTo };
    const message = outboundMessage(delivery, content, { ...where, attachments });
    const about = { environmentId, channelId, provider, settings, credentials: own, message };
    const answer = await this.#deps.tokens.find(about);
    if (answer && !answer.ok) return refused({ kind: "unsendable", answer: answer.answer });
    const token: FoundToken | null = answer ? answer.found : null;
    const credentials: JsonObject = token ? { ...own, accessToken: token.token } : own;
    return {
      request: await this.#request(provider, message, { settings, credentials, older }),
      redaction: redactionWith(token),
      token,
    };
  }

  #redactionOf(opened: Extract<OpenedProvider, { ok: true }>): Redaction {
    const known = this.#redactions.get(opened) ?? new Redaction(opened.secrets);
    this.#redactions.set(opened, known);
    return known;
  }

  async #look({
    delivery,
    route,
    ...about
  }: Pick<RequestParts, "delivery" | "provider" | "route"> & { settings: JsonObject; credentials: JsonObject }) {
    const { address } = route;
    if (address !== null && ("token" in address || "endpoint" in address)) return { ok: true, address } as const;
    const looked = await this.#deps.lookups.find({ ...about, channelId: delivery.channelId, address });
    return looked ?? ({ ok: true, address } as const);
  }

  async #request(
    provider: Provider,
    message: OutboundMessage,
    { settings, credentials, older }: { settings: JsonObject; credentials: JsonObject; older: OlderMessage | null },
  ): Promise<PreparedSend["request"]> {
    try {
      const { replacement } = provider;
      const { address } = message.channelType === "CHAT" ? message : { address: null };
      const built =
        older && replacement
          ? replacement.buildRequest(message, { ...older, address }, settings, credentials)
          : await inTime(provider.buildRequest(message, settings, credentials, this.#runtime.clock.now()));
      if (built.kind !== "unsendable") return built;
      const { outcome, code, reason } = built;
      return { kind: "unsendable", answer: failure(outcome, { code, reason }) };
    } catch (error) {
      this.#runtime.log.error({ event: "delivery.build_failed", providerKey: provider.key, err: error });
      const reason = `${provider.name} could not make a request of this message. Please report this.`;
      return { kind: "unsendable", answer: failure("rejected", { code: "build_failed", reason }) };
    }
  }
}

/** What a provider builds, unless it takes so long that it would hold up the messages that were claimed with it. */
async function inTime<T>(built: T | Promise<T>): Promise<T> {
  if (!(built instanceof Promise)) return built;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The request was not built within ${BUILD_MS} ms.`)), BUILD_MS);
  });
  return Promise.race([built, late]).finally(() => clearTimeout(timer));
}

/** The channel's credentials, in which the token of the tenant or the connection replaces the channel's. */
export function credentialsOf({ connectionToken }: Provider, secrets: JsonObject, { accessToken }: Route): JsonObject {
  if (connectionToken === undefined || accessToken === null) return secrets;
  return { ...secrets, [connectionToken]: accessToken };
}

function unreadable(provider: Provider, reason: "key_missing" | "damaged"): PreparedSend["request"] {
  const words = `The stored credentials of ${provider.name} cannot be read. See the channel's issues.`;
  return { kind: "unsendable", answer: failure("config", { code: `secrets_${reason}`, reason: words }) };
}
