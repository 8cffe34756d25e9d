import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure } from "../../../providers/kit/answer.js";
import type { OutboundMessage } from "../../../providers/kit/message.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type {
  ChannelCallbacks,
  ChannelProviders,
  ChannelRow,
  ChannelService,
  OpenedProvider,
} from "../../channels/index.js";
import { resolveUncertain, type Situation } from "../machine/next-step.js";
import type { ClaimedDelivery, Settlement } from "../queue/delivery-row.js";
import { outboundContent, outboundMessage, type OutboundContent } from "./outbound-message.js";
import type { PreparedSend } from "./prepared-send.js";
import { Redaction, requestHash } from "./request-log.js";
import { leaseEnded, settled, situationOf } from "./settle.js";

export interface PreparerDeps {
  channels: ChannelService;
  channelProviders: ChannelProviders;
  channelCallbacks: ChannelCallbacks;
  providers: ReadonlyMap<string, Provider>;
}

/** What is to be done with claimed deliveries: requests to make, and outcomes that need none. */
export interface Prepared {
  sends: PreparedSend[];
  settlements: Settlement[];
}

/** A channel as its deliveries need it. */
interface OpenChannel {
  row: ChannelRow;
  providers: readonly OpenedProvider[];
  /** Where vendors call back; null where the server has no public address. */
  callbackUrl: string | null;
}

/** A repeat this long before a key's window closes might arrive after it. */
const KEY_MARGIN_MS = 60_000;

/** Turns claimed deliveries into requests. Nothing leaves here. */
export class DeliveryPreparer {
  readonly #runtime: Runtime;
  readonly #deps: PreparerDeps;

  constructor(runtime: Runtime, deps: PreparerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Deliveries of one channel. */
  async prepare(deliveries: readonly ClaimedDelivery[]): Promise<Prepared> {
    const prepared: Prepared = { sends: [], settlements: [] };
    const [first] = deliveries;
    if (!first) return prepared;
    const channel = await this.#open(first);
    for (const delivery of deliveries) {
      const done = await this.#prepareOne(delivery, channel);
      if ("hash" in done) prepared.sends.push(done);
      else prepared.settlements.push(done);
    }
    return prepared;
  }

  async #open({ environmentId, channelId }: ClaimedDelivery): Promise<OpenChannel | null> {
    const { channels, channelProviders } = this.#deps;
    const row = (await channels.byNumbers(environmentId, [channelId])).get(channelId);
    if (!row || row.deleted_at !== null) return null;
    const stored = (await channelProviders.byChannel(environmentId, [channelId])).get(channelId) ?? [];
    const callbackUrl = await this.#deps.channelCallbacks.urlForMessages(row);
    return { row, callbackUrl, providers: stored.map((each) => channelProviders.open(each)) };
  }

  async #prepareOne(delivery: ClaimedDelivery, channel: OpenChannel | null): Promise<PreparedSend | Settlement> {
    const content = outboundContent(delivery.content);
    const now = this.#runtime.clock.now();
    if (!channel) return settled(delivery, { state: "UNDELIVERED", reason: "channel_deleted" });
    if (!content) return settled(delivery, { state: "UNDELIVERED", reason: "content_missing" });
    const position = Math.min(delivery.position, Math.max(channel.providers.length - 1, 0));
    const opened = channel.providers[position];
    const provider = opened && this.#deps.providers.get(opened.providerKey);
    if (!opened || !provider) return settled(delivery, { state: "UNDELIVERED", reason: "no_provider" });

    const send = await this.#request({ delivery, content, provider, opened, channel, now });
    const situation: Situation = situationOf(send, { now, random: this.#random() });
    if (delivery.state === "SENDING") return leaseEnded(delivery, situation);
    // What may have been sent goes on to be found out; what was not is of no use any more.
    const isExpired = delivery.expiresAt !== null && delivery.expiresAt <= now;
    if (isExpired && !delivery.isUncertain) return settled(delivery, { state: "UNDELIVERED", reason: "expired" });
    if (isExpired && delivery.state === "UNCERTAIN")
      return settled(delivery, { state: "UNDELIVERED", reason: "uncertain" });
    if (delivery.state !== "UNCERTAIN") return send;
    // Decided as of the attempt that was made; the one that may follow is not counted.
    const next = resolveUncertain({ ...situation, providerAttempts: situation.providerAttempts - 1 });
    return next === "send" ? send : settled(delivery, next);
  }

  async #request(given: {
    delivery: ClaimedDelivery;
    content: OutboundContent;
    provider: Provider;
    opened: OpenedProvider;
    channel: OpenChannel;
    now: number;
  }): Promise<PreparedSend> {
    const { delivery, content, provider, opened, channel, now } = given;
    const { position } = opened;
    const secrets = opened.ok ? opened.secrets : {};
    const request = opened.ok
      ? await this.#build(provider, outboundMessage(delivery, content, channel.callbackUrl), { ...opened, now })
      : unreadable(provider, opened.reason);
    const hash = request.kind === "unsendable" ? "" : requestHash(request);
    const isKeyed = request.kind === "http" && request.isKeyed !== false && provider.idempotency !== null;
    // Settings that changed make other bytes: under the same key they would be refused, or mean another message.
    const isFirst = delivery.position !== position || delivery.providerAttempts === 0;
    const isSame = isFirst || delivery.lastHash === hash;
    const since = delivery.position === position ? (delivery.keySince ?? now) : now;
    const window = provider.idempotency?.windowMs ?? 0;
    return {
      ...{ delivery, provider, position, request, hash },
      providerCount: channel.providers.length,
      policy: channel.row.on_uncertain ?? provider.onUncertain,
      redaction: new Redaction(secrets),
      keyEndsAt: isKeyed && isSame ? since + window - KEY_MARGIN_MS : null,
    };
  }

  async #build(
    provider: Provider,
    message: OutboundMessage,
    { settings, secrets, now }: { settings: JsonObject; secrets: JsonObject; now: number },
  ): Promise<PreparedSend["request"]> {
    try {
      const built = await provider.buildRequest(message, settings, secrets, now);
      if (built.kind !== "unsendable") return built;
      const { outcome, code, reason } = built;
      return { kind: "unsendable", answer: failure(outcome, { code, reason }) };
    } catch (error) {
      this.#runtime.log.error({ event: "delivery.build_failed", providerKey: provider.key, err: error });
      const reason = `${provider.name} could not make a request of this message. Please report this.`;
      return { kind: "unsendable", answer: failure("rejected", { code: "build_failed", reason }) };
    }
  }

  #random(): number {
    return Buffer.from(this.#runtime.randomBytes(4)).readUInt32LE() / 2 ** 32;
  }
}

function unreadable(provider: Provider, reason: "key_missing" | "damaged"): PreparedSend["request"] {
  const words = `The stored credentials of ${provider.name} cannot be read. See the channel's issues.`;
  return { kind: "unsendable", answer: failure("config", { code: `secrets_${reason}`, reason: words }) };
}
