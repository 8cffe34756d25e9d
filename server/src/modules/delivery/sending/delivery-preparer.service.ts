import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type {
  ChannelCallbacks,
  ChannelProviders,
  ChannelRow,
  ChannelService,
  OpenedProvider,
} from "../../channels/index.js";
import { resolveUncertain, type Situation } from "../machine/next-step.js";
import { fractionOf } from "../machine/backoff.js";
import type { ClaimedDelivery, Settlement } from "../queue/delivery-row.js";
import { DueKind } from "../queue/waiting-queue.js";
import type { EarlierMessage, EarlierMessages, OlderMessage, SentThread } from "../earlier/earlier-messages.service.js";
import type { SuppressionCheck } from "./suppression-check.service.js";
import type { AddressBook, Route, Routes } from "./address-book.service.js";
import { outboundContent, type OutboundContent } from "./outbound-message.js";
import type { PreparedSend } from "./prepared-send.js";
import type { BuiltRequest, RequestBuilder } from "./request-builder.service.js";
import { requestHash } from "./request-log.js";
import { awaiting, leaseEnded, noLongerAwaiting, settled, situationOf } from "./settle.js";

export interface PreparerDeps {
  channels: ChannelService;
  channelProviders: ChannelProviders;
  channelCallbacks: ChannelCallbacks;
  providers: ReadonlyMap<string, Provider>;
  book: AddressBook;
  builder: RequestBuilder;
  suppressed: SuppressionCheck;
  earlier: EarlierMessages;
}

/** The result for claimed deliveries: requests to make, and outcomes that need no request. */
export interface Prepared {
  sends: PreparedSend[];
  settlements: Settlement[];
  /** Deliveries that could not be prepared. */
  unprepared: ClaimedDelivery[];
}

/** A channel with the decrypted parts that its deliveries need. */
interface OpenChannel {
  row: ChannelRow;
  providers: readonly OpenedProvider[];
  /** The callback URL for vendors; null if the server has no public URL. */
  callbackUrl: string | null;
  routes: Routes;
  earlierOf(delivery: ClaimedDelivery): EarlierMessage;
}

/** A delivery with what its request is built from. */
interface RequestedDelivery {
  delivery: ClaimedDelivery;
  content: OutboundContent;
  provider: Provider;
  opened: OpenedProvider;
  channel: OpenChannel;
  route: Route;
  thread: SentThread | null;
  older: OlderMessage | null;
  now: number;
}

/** A request to make; an outcome that needs none; or the delivery itself, if it could not be prepared. */
type Decision = PreparedSend | Settlement | ClaimedDelivery;

/** About a millisecond of work. */
const PREPARED_AT_ONCE = 64;
/** A repeat this shortly before a key's window closes might arrive too late. */
const KEY_MARGIN_MS = 60_000;
/** After so many claims without an attempt, and for so long, a fault is taken for one of the message. */
const CLAIMS_WITHOUT_ATTEMPT_MAX = 20;
const FAULTY_FOR_MS = 10 * 60_000;

/** Turns claimed deliveries into requests. Does not send. */
export class DeliveryPreparer {
  readonly #runtime: Runtime;
  readonly #deps: PreparerDeps;

  constructor(runtime: Runtime, deps: PreparerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Prepares deliveries of one channel, part by part, so that requests begin before all are prepared. */
  async *prepare(deliveries: readonly ClaimedDelivery[]): AsyncGenerator<Prepared> {
    const [first] = deliveries;
    if (!first) return;
    const channel = await this.#open(first, deliveries);
    const suppressed = channel ? await this.#deps.suppressed.of(channel.row, deliveries) : new Set();
    for (let from = 0; from < deliveries.length; from += PREPARED_AT_ONCE) {
      // Answers that came meanwhile are read first: their slots take the part before.
      if (from > 0) await new Promise((resolve) => setImmediate(resolve));
      const preparing = deliveries
        .slice(from, from + PREPARED_AT_ONCE)
        .map((delivery) =>
          suppressed.has(delivery)
            ? settled(delivery, { state: "UNDELIVERED", reason: "suppressed" })
            : this.#prepareSafely(delivery, channel),
        );
      yield await sorted(preparing);
    }
  }

  async #open(
    { environmentId, channelId }: ClaimedDelivery,
    deliveries: readonly ClaimedDelivery[],
  ): Promise<OpenChannel | null> {
    const { channels, channelProviders, channelCallbacks, book, earlier } = this.#deps;
    const row = (await channels.byNumbers(environmentId, [channelId])).get(channelId);
    if (!row || row.deleted_at !== null) return null;
    const stored = (await channelProviders.byChannel(environmentId, [channelId])).get(channelId) ?? [];
    const [routes, callbackUrl, earlierOf] = await Promise.all([
      book.open(row.type === "PUSH" || row.type === "CHAT" ? deliveries : []),
      channelCallbacks.urlForMessages(row),
      earlier.of(row.type === "CHAT" ? deliveries : []),
    ]);
    return { row, callbackUrl, earlierOf, providers: stored.map((each) => channelProviders.open(each)), routes };
  }

  /** Never throws, and never rejects. */
  #prepareSafely(delivery: ClaimedDelivery, channel: OpenChannel | null): Decision | Promise<Decision> {
    const failed = (error: unknown): Decision => this.#afterFault(delivery, error);
    try {
      const done = this.#prepareOne(delivery, channel);
      return done instanceof Promise ? done.catch(failed) : done;
    } catch (error) {
      return failed(error);
    }
  }

  #prepareOne(delivery: ClaimedDelivery, channel: OpenChannel | null): Decision | Promise<Decision> {
    const content = outboundContent(delivery.content);
    const now = this.#runtime.clock.now();
    if (!channel) return settled(delivery, { state: "UNDELIVERED", reason: "channel_deleted" });
    if (!content) return settled(delivery, { state: "UNDELIVERED", reason: "content_missing" });
    const route = channel.routes.of(delivery);
    if (!route) return settled(delivery, { state: "UNDELIVERED", reason: "address_removed" });
    const opened = channel.providers[this.#positionFor(delivery, channel, route)];
    const provider = opened && this.#deps.providers.get(opened.providerKey);
    if (!opened || !provider) return settled(delivery, { state: "UNDELIVERED", reason: "no_provider" });

    const isExpired = delivery.expiresAt !== null && delivery.expiresAt <= now;
    const { isAwaited, thread, older: found } = channel.earlierOf(delivery);
    if (delivery.state === "QUEUED" && !isExpired) {
      if (isAwaited) return awaiting(delivery, now);
      if (delivery.dueKind === DueKind.DECIDE) return noLongerAwaiting(delivery, now);
    }
    // A message that a provider refused as a replacement is sent by itself.
    const isRefused = delivery.lastAction === "replace" && delivery.lastOutcome === "refused";
    const older = !isRefused && found?.providerKey === provider.key && provider.replacement ? found : null;
    const send = this.#request({ thread, older, delivery, content, provider, opened, channel, route, now });
    return send instanceof Promise
      ? send.then((made) => this.#decide(made, { now, isExpired }))
      : this.#decide(send, { now, isExpired });
  }

  /** Whether the request is made, by the state of its delivery. */
  #decide(send: PreparedSend, { now, isExpired }: { now: number; isExpired: boolean }): Decision {
    const { delivery } = send;
    if (delivery.state === "SENDING") return leaseEnded(delivery, loggedAgain(send), this.#situationOf(send, now));
    // What may have been sent goes on to be found out; what was not is of no use any more.
    if (isExpired && !delivery.isUncertain) return settled(delivery, { state: "UNDELIVERED", reason: "expired" });
    if (isExpired && delivery.state === "UNCERTAIN")
      return settled(delivery, { state: "UNDELIVERED", reason: "uncertain" });
    if (delivery.state !== "UNCERTAIN") return send;
    // Decided as of the attempt that was made; the one that may follow is not counted.
    const situation = this.#situationOf(send, now);
    const next = resolveUncertain({ ...situation, providerAttempts: situation.providerAttempts - 1 });
    return next === "send" ? send : settled(delivery, next);
  }

  /**
   * The first provider, from the delivery's current one, that accepts the address: a channel may have one provider
   * per type of device.
   */
  #positionFor({ position }: ClaimedDelivery, { providers }: OpenChannel, { address }: Route): number {
    const first = Math.min(position, Math.max(providers.length - 1, 0));
    if (address === null || "email" in address) return first;
    const fitting = providers.findIndex((opened, index) => {
      const provider = this.#deps.providers.get(opened.providerKey);
      return index >= first && opened.ok && !provider?.checkAddress?.(address, opened.settings);
    });
    return fitting === -1 ? first : fitting;
  }

  #request(given: RequestedDelivery): PreparedSend | Promise<PreparedSend> {
    const built = this.#deps.builder.build({ ...given, callbackUrl: given.channel.callbackUrl });
    return built instanceof Promise ? built.then((made) => preparedSend(given, made)) : preparedSend(given, built);
  }

  /**
   * A delivery that cannot be prepared holds up no other one. It is due again when its claim ends, since the fault may pass, and
   * is given up after some claims, since the fault may be in the message.
   */
  #afterFault(delivery: ClaimedDelivery, error: unknown): Settlement | ClaimedDelivery {
    const { environmentId, channelId, runId, ordinal, fence, attemptCount, isUncertain, state, createdAt } = delivery;
    this.#runtime.log.error({
      ...{ event: "delivery.not_prepared", environmentId, channelId, runId, ordinal, err: error },
    });
    const age = this.#runtime.clock.now() - createdAt;
    if (fence - attemptCount < CLAIMS_WITHOUT_ATTEMPT_MAX || age < FAULTY_FOR_MS) return delivery;
    const maybeSent = isUncertain || state === "SENDING" || state === "UNCERTAIN";
    return settled(delivery, { state: "UNDELIVERED", reason: maybeSent ? "uncertain" : "unpreparable" });
  }

  #situationOf(send: PreparedSend, now: number): Situation {
    return situationOf(send, { now, random: fractionOf(this.#runtime.randomBytes(4)) });
  }
}

/** The request of the last attempt, for the log; null if this is another one. */
function loggedAgain({ request, redaction, hash, delivery }: PreparedSend): JsonObject | null {
  return request.kind === "unsendable" || hash !== delivery.lastHash ? null : redaction.request(request);
}

/** A delivery with the request that was built for it. */
function preparedSend(
  { delivery, provider, opened, channel, older, now }: RequestedDelivery,
  { request, redaction, token }: BuiltRequest,
): PreparedSend {
  const { position } = opened;
  const hash = request.kind === "unsendable" ? "" : requestHash(request);
  const isKeyed = request.kind === "http" && request.isKeyed !== false && provider.idempotency !== null;
  // Changed settings produce other bytes. With the same key, the vendor would refuse them or treat them as another
  // message.
  const isFirst = delivery.position !== position || delivery.providerAttempts === 0;
  const isSame = isFirst || delivery.lastHash === hash;
  const since = delivery.position === position ? (delivery.keySince ?? now) : now;
  const window = provider.idempotency?.windowMs ?? 0;
  return {
    delivery,
    provider,
    position,
    hash,
    request,
    redaction,
    token,
    action: older ? "replace" : "send",
    providerCount: channel.providers.length,
    policy: delivery.onUncertain ?? channel.row.on_uncertain ?? provider.onUncertain,
    keyEndsAt: isKeyed && isSame ? since + window - KEY_MARGIN_MS : null,
  };
}

/** Most are prepared at once; a pause for each would cost more than its preparation. */
async function sorted(preparing: readonly (Decision | Promise<Decision>)[]): Promise<Prepared> {
  const prepared: Prepared = { sends: [], settlements: [], unprepared: [] };
  for (const each of preparing) {
    const done = each instanceof Promise ? await each : each;
    if ("hash" in done) prepared.sends.push(done);
    else if ("delivery" in done) prepared.settlements.push(done);
    else prepared.unprepared.push(done);
  }
  return prepared;
}
