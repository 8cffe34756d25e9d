import { badInput, refused } from "../../../platform/errors/index.js";
import type { SendOutcome } from "../../../platform/http-client/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { reasonAndDetail, type Answer } from "../../../providers/kit/answer.js";
import { readNoAnswer } from "../../../providers/kit/answers/read-no-answer.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { ChannelDataService, ChannelProviders, ChannelRow, ChannelService } from "../../channels/index.js";
import { laneOf } from "../../identifiers/index.js";
import { requireRight, type Scope } from "../../requests/index.js";
import type { UserService } from "../../users/index.js";
import { DueKind } from "../queue/waiting-queue.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { Route } from "../sending/address-book.service.js";
import type { BuiltRequest, RequestBuilder } from "../sending/request-builder.service.js";
import { callVendor, KEPT_HERE, readVendorAnswer } from "../vendor-calls/vendor-call.js";
import { testContent } from "./test-content.js";

export interface TestMessagesDeps {
  channels: ChannelService;
  channelProviders: ChannelProviders;
  channelData: ChannelDataService;
  users: UserService;
  providers: ReadonlyMap<string, Provider>;
  builder: RequestBuilder;
}

/** What came of a test message. */
export interface TestAttempt {
  providerKey: string;
  at: Date;
  durationMs: number | null;
  outcome: "sent" | "retry" | "refused" | "uncertain";
  code: string | null;
  reason: string | null;
  request: JsonObject | null;
  response: JsonObject | null;
}

interface Destination {
  address: JsonObject | null;
  route: Route;
}

const NOWHERE: Route = { address: null, accessToken: null };
/** Somebody waits for the answer. */
const LIMITS = { timeoutMs: 10_000, maxBytes: 64 * 1024 };

/** Sends one message by a channel's first provider, to see whether the channel works. Nothing is stored or tried again. */
export class TestMessages {
  readonly #runtime: Runtime;
  readonly #deps: TestMessagesDeps;

  constructor(runtime: Runtime, deps: TestMessagesDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  async send(scope: Scope, channelKey: string, recipientKey: string): Promise<TestAttempt> {
    requireRight(scope, "channels.change");
    const channel = await this.#deps.channels.existing(scope, channelKey);
    const content = testContent(channel.type, channel.name);
    if (!content) throw wrong("unsupported_channel", "Channels of this type have no test message.");
    if (channel.is_sandbox) throw wrong("sandbox", "The channel is in sandbox mode, so nothing is sent by it.");
    const { opened, provider } = await this.#firstProvider(channel);
    const { address, route } = await this.#destination(scope, channel, recipientKey);
    const startedAt = this.#runtime.clock.now();
    const delivery = this.#delivery(channel, { recipientKey, address, now: startedAt });
    const parts = { delivery, content, route, provider, opened, callbackUrl: null, thread: null, older: null };
    const built = await this.#deps.builder.build(parts);
    const called = built.request.kind === "unsendable" ? null : await callVendor(this.#runtime, built.request, LIMITS);
    const answer = this.#read(provider, built, called);
    return {
      providerKey: provider.key,
      at: new Date(startedAt),
      durationMs: called === null ? null : this.#runtime.clock.now() - startedAt,
      ...wordsOf(answer, built),
      request: built.request.kind === "unsendable" ? null : built.redaction.request(built.request),
      response: built.request.kind === "local" ? null : built.redaction.response(called),
    };
  }

  async #firstProvider({ environment_id: environmentId, id }: ChannelRow) {
    const { channelProviders, providers } = this.#deps;
    const [row] = (await channelProviders.byChannel(environmentId, [id])).get(id) ?? [];
    const opened = row && channelProviders.open(row);
    const provider = opened && providers.get(opened.providerKey);
    if (!opened || !provider) throw wrong("no_provider", "The channel has no provider of this release.");
    return { opened, provider };
  }

  async #destination(scope: Scope, { id, type }: ChannelRow, recipientKey: string): Promise<Destination> {
    if (type === "EMAIL" || type === "SMS") {
      const user = (await this.#deps.users.load(scope, [recipientKey])).get(recipientKey);
      const address = type === "EMAIL" ? user?.email : user?.phone_number;
      if (address == null || address === "") throw noAddress();
      return { address: type === "EMAIL" ? { address, name: user?.name ?? "" } : { number: address }, route: NOWHERE };
    }
    const wanted = { recipients: [recipientKey], tenantIds: [] };
    const { recipients } = await this.#deps.channelData.openedOf(scope.environmentId, id, wanted);
    const [entry] = [...(recipients.get(recipientKey)?.values() ?? [])];
    if (entry) return { address: null, route: { address: entry.address, accessToken: entry.accessToken } };
    if (type === "PUSH") throw noAddress();
    // A chat may have its address in the settings of the provider, which says so if it has not.
    return { address: null, route: NOWHERE };
  }

  /** A delivery that is in no table: its id is no message's, so a report about it changes nothing. */
  #delivery(
    { environment_id: environmentId, id: channelId }: ChannelRow,
    { recipientKey, address, now }: { recipientKey: string; address: JsonObject | null; now: number },
  ): ClaimedDelivery {
    return {
      ...{ environmentId, lane: laneOf(environmentId, recipientKey), runId: this.#runtime.newUuid(), ordinal: 0 },
      ...{ channelId, recipientKey, tenantId: null, state: "QUEUED", fence: 0, attemptCount: 0, position: 0 },
      ...{ dueKind: DueKind.FIRST, providerAttempts: 0, keySince: null, isUncertain: false, address },
      ...{ seed: this.#runtime.newUuid(), createdAt: now, expiresAt: null, onUncertain: null, isCommercial: false },
      ...{ lastHash: null, lastAction: null, lastProviderKey: null, lastIsPossibleDuplicate: false },
      ...{ lastAttemptAt: null, lastOutcome: null, replacesRunId: null, content: null },
    };
  }

  #read(provider: Provider, { request }: BuiltRequest, called: SendOutcome | null): Answer {
    if (request.kind === "unsendable") return request.answer;
    const outcome = called ?? KEPT_HERE;
    if (outcome.kind === "no-answer") return readNoAnswer(provider.name, outcome.stage, outcome);
    return readVendorAnswer(this.#runtime, { provider }, outcome);
  }
}

function wordsOf(answer: Answer, { redaction }: BuiltRequest): Pick<TestAttempt, "outcome" | "code" | "reason"> {
  if (answer.outcome === "ok") return { outcome: "sent", code: null, reason: null };
  const { code } = answer;
  const reason = redaction.words(reasonAndDetail(answer));
  switch (answer.outcome) {
    case "throttled":
    case "retry":
      return { outcome: "retry", code, reason };
    case "uncertain":
      return { outcome: "uncertain", code, reason };
    default:
      return { outcome: "refused", code, reason };
  }
}

function wrong(code: string, message: string) {
  return refused("CONFLICT", { path: ["channelKey"], code, message });
}

function noAddress() {
  return badInput([{ path: ["to"], code: "no_address", message: "The recipient has no address for this channel." }]);
}
