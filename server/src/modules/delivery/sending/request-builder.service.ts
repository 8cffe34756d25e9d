import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, type Failure } from "../../../providers/kit/answer.js";
import type { OutboundMessage } from "../../../providers/kit/message.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { ProviderRequest, Unsendable } from "../../../providers/kit/request.js";
import type { OpenedProvider } from "../../channels/index.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { MessageAttachments } from "./message-attachments.service.js";
import type { OlderMessage, SentThread } from "../earlier/earlier-messages.service.js";
import type { AccessTokens, FoundToken } from "../tokens/access-tokens.service.js";
import type { AddressLookups } from "../tokens/address-lookups.service.js";
import type { Route } from "./address-book.service.js";
import { outboundMessage, type MessageRoute, type OutboundContent } from "./outbound-message.js";
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

/** A provider whose settings could be read. */
type ReadableProvider = Extract<OpenedProvider, { ok: true }>;

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

  /** Answers at once, unless the request needs something that is read or asked for first. */
  build(parts: RequestParts): BuiltRequest | Promise<BuiltRequest> {
    const { content, route, provider, opened } = parts;
    if (!opened.ok) {
      return { request: unreadable(provider, opened.reason), redaction: new Redaction({}), token: null };
    }
    const own = credentialsOf(provider, opened.secrets, route);
    const looking = this.#look(parts, opened, own);
    const isAttached = content.type === "EMAIL" && (content.attachments?.length ?? 0) > 0;
    if (looking === null && !isAttached && !provider.accessToken) {
      const message = messageOf(parts, { address: route.address, attachments: [] });
      return this.#compose(parts, opened, { message, credentials: own, token: null });
    }
    return this.#buildWith(parts, opened, { own, looking });
  }

  async #buildWith(
    parts: RequestParts,
    opened: ReadableProvider,
    { own, looking }: { own: JsonObject; looking: ReturnType<AddressLookups["find"]> },
  ): Promise<BuiltRequest> {
    const { delivery, content, route, provider } = parts;
    const refused = (answer: Failure): BuiltRequest => ({
      request: { kind: "unsendable", answer },
      redaction: this.#redactionFor(parts, opened, null),
      token: null,
    });
    const looked = looking && (await looking);
    if (looked && !looked.ok) return refused(looked.answer);
    const { environmentId, channelId } = delivery;
    const attachments = await this.#deps.attachments.of(environmentId, content);
    if (attachments === null) return refused(ATTACHMENT_MISSING);
    const message = messageOf(parts, { address: looked ? looked.address : route.address, attachments });
    const about = { environmentId, channelId, provider, settings: opened.settings, credentials: own, message };
    const answer = await this.#deps.tokens.find(about);
    if (answer && !answer.ok) return refused(answer.answer);
    const token = answer ? answer.found : null;
    const credentials: JsonObject = token ? { ...own, accessToken: token.token } : own;
    return this.#compose(parts, opened, { message, credentials, token });
  }

  #compose(
    parts: RequestParts,
    opened: ReadableProvider,
    { message, credentials, token }: { message: OutboundMessage; credentials: JsonObject; token: FoundToken | null },
  ): BuiltRequest | Promise<BuiltRequest> {
    const redaction = this.#redactionFor(parts, opened, token);
    const request = this.#request(parts, message, { settings: opened.settings, credentials });
    if (request instanceof Promise) return request.then((built) => ({ request: built, redaction, token }));
    return { request, redaction, token };
  }

  #redactionFor({ route, provider }: RequestParts, opened: ReadableProvider, token: FoundToken | null): Redaction {
    if (route.address === null && route.accessToken === null && token === null) return this.#redactionOf(opened);
    const more = { address: { ...route.address }, ...(token && { accessToken: token.token }) };
    return new Redaction({ ...opened.secrets, ...credentialsOf(provider, opened.secrets, route), ...more });
  }

  #redactionOf(opened: ReadableProvider): Redaction {
    const known = this.#redactions.get(opened) ?? new Redaction(opened.secrets);
    this.#redactions.set(opened, known);
    return known;
  }

  /** Null where the message goes to the address as it is. */
  #look({ delivery, route, provider }: RequestParts, opened: ReadableProvider, credentials: JsonObject) {
    const { address } = route;
    if (!provider.addressLookup || (address !== null && ("token" in address || "endpoint" in address))) return null;
    const { settings } = opened;
    return this.#deps.lookups.find({ channelId: delivery.channelId, provider, settings, credentials, address });
  }

  #request(
    { provider, older }: RequestParts,
    message: OutboundMessage,
    { settings, credentials }: { settings: JsonObject; credentials: JsonObject },
  ): PreparedSend["request"] | Promise<PreparedSend["request"]> {
    const failed = (error: unknown): PreparedSend["request"] => {
      this.#runtime.log.error({ event: "delivery.build_failed", providerKey: provider.key, err: error });
      const reason = `${provider.name} could not make a request of this message. Please report this.`;
      return { kind: "unsendable", answer: failure("rejected", { code: "build_failed", reason }) };
    };
    try {
      const { replacement } = provider;
      const { address } = message.channelType === "CHAT" ? message : { address: null };
      const built =
        older && replacement
          ? replacement.buildRequest(message, { ...older, address }, settings, credentials)
          : provider.buildRequest(message, settings, credentials, this.#runtime.clock.now());
      return built instanceof Promise ? inTime(built).then(sendable, failed) : sendable(built);
    } catch (error) {
      return failed(error);
    }
  }
}

/** The message, with the address that its vendor knows. */
function messageOf(
  { delivery, content, callbackUrl, thread, provider }: RequestParts,
  { address, attachments }: Required<Pick<MessageRoute, "address" | "attachments">>,
): OutboundMessage {
  // Another vendor's handle means nothing to this one.
  const replyTo = thread?.providerKey === provider.key ? thread.handle : null;
  return outboundMessage(delivery, content, { address, callbackUrl, replyTo, attachments });
}

function sendable(built: ProviderRequest | Unsendable): PreparedSend["request"] {
  if (built.kind !== "unsendable") return built;
  const { outcome, code, reason } = built;
  return { kind: "unsendable", answer: failure(outcome, { code, reason }) };
}

/** What a provider builds, unless it takes so long that it would hold up the messages that were claimed with it. */
function inTime<T>(built: Promise<T>): Promise<T> {
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
