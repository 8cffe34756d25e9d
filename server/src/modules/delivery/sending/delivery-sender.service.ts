import { fractionOf } from "../machine/backoff.js";
import type { SendOutcome } from "../../../platform/http-client/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, type Answer, type Refused } from "../../../providers/kit/answer.js";
import { readNoAnswer } from "../../../providers/kit/answers/read-no-answer.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { AttemptRepository } from "../queue/attempt.repository.js";
import type { NewAttempt } from "../queue/delivery-row.js";
import type { GateKeeper } from "../gates/gate-keeper.service.js";
import type { ChannelDataService } from "../../channels/index.js";
import type { AccessTokens } from "../tokens/access-tokens.service.js";
import { entryIn } from "./address-book.service.js";
import type { EarlierMessages } from "../earlier/earlier-messages.service.js";
import type { StatusChecks } from "../status/status-checks.service.js";
import { callVendor, KEPT_HERE, readVendorAnswer } from "../vendor-calls/vendor-call.js";
import type { VendorRecalls } from "../recall/vendor-recalls.service.js";
import type { OutcomeWriter } from "./outcome-writer.service.js";
import type { PreparedSend } from "./prepared-send.js";
import { answered, mayDouble, sentByItself, situationOf } from "./settle.js";

const LIMITS = { timeoutMs: 30_000, maxBytes: 256 * 1024 };

/** The lease of an attempt: longer than its request can take, even if the request starts late. */
const LEASE_MS = 75_000;
/** If the process was paused for longer than this after it committed an attempt, it must not make the request. */
const LATE_MS = 30_000;

/** Outcomes after which a message is not put in the place of another one. */
const REFUSALS: ReadonlySet<string> = new Set(["gone", "rejected", "suppressed"]);

const GUARD_CODES: ReadonlySet<string> = new Set([
  ...["invalid_url", "forbidden_scheme", "forbidden_port", "forbidden_address"],
]);

export interface SenderDeps {
  checks: StatusChecks;
  attempts: AttemptRepository;
  outcomes: OutcomeWriter;
  gates: GateKeeper;
  tokens: AccessTokens;
  channelData: ChannelDataService;
  earlier: EarlierMessages;
  recalls: VendorRecalls;
}

/** A completed attempt, for those who count. */
export interface MadeAttempt {
  environmentId: number;
  channelId: number;
  providerKey: string;
  answer: Answer;
  /** Whether the vendor answered; not so where it kept silent, or was not asked. */
  isAnswered: boolean;
  isPossibleDuplicate: boolean;
  seconds: number;
}

/** How a send goes. */
export interface SendListeners {
  /** The request is no longer under way. */
  onAnswered: (send: PreparedSend) => void;
  /** Its outcome is written, or another worker has it. */
  onDone: (send: PreparedSend) => void;
}

/** Makes attempts: commits that they are about to be made, makes the requests, and has the outcomes written. */
export class DeliverySender {
  readonly #runtime: Runtime;
  readonly #deps: SenderDeps;
  readonly #listeners: ((made: MadeAttempt) => void)[] = [];

  constructor(runtime: Runtime, deps: SenderDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Calls `listener` after each answered attempt. */
  onAttempt(listener: (made: MadeAttempt) => void): void {
    this.#listeners.push(listener);
  }

  async send(sends: readonly PreparedSend[], { onAnswered, onDone }: SendListeners): Promise<void> {
    const { clock, database } = this.#runtime;
    const now = clock.now();
    const begun = await this.#deps.attempts.begin(database, sends.map(toAttempt), { now, leaseEndsAt: now + LEASE_MS });
    const numbers = new Map(begun.map(({ index, number }) => [index, number]));
    const made: Promise<void>[] = [];
    for (const [index, send] of sends.entries()) {
      const number = numbers.get(index);
      if (number === undefined) onDone(send);
      else made.push(this.#attempt(send, { number, beganAt: now, onAnswered }).then(() => onDone(send)));
    }
    await Promise.all(made);
  }

  /** Waits only for what this attempt needs: each pause costs as much as a small query, thousands of times a second. */
  async #attempt(
    send: PreparedSend,
    { number, beganAt, onAnswered }: { number: number; beganAt: number; onAnswered: SendListeners["onAnswered"] },
  ): Promise<void> {
    const { clock } = this.#runtime;
    const { delivery, provider, position, request, action, token } = send;
    const startedAt = clock.monotonic();
    const refused = this.#refusal(request, beganAt);
    const called = request.kind === "unsendable" || refused ? null : await callVendor(this.#runtime, request, LIMITS);
    const given = refused ?? this.#read(send, called);
    const judged = token === null ? given : await this.#deps.tokens.judge(given, token);
    const answer = action === "replace" && judged.outcome === "uncertain" ? repeated(judged) : judged;
    const outcome = request.kind === "local" ? null : called;
    const seconds = (clock.monotonic() - startedAt) / 1000;
    this.#tell(send, { answer, seconds, isAnswered: outcome?.kind === "answer" });
    const reported = this.#deps.gates.report({ delivery, provider, position, answer, isAsked: outcome !== null });
    if (reported) await reported;
    // After the report: an answer that holds the provider lets no other message take the slot.
    onAnswered(send);
    const random = answer.outcome === "ok" ? 0 : fractionOf(this.#runtime.randomBytes(4));
    const response = send.redaction.response(outcome);
    const situation = situationOf(send, { now: clock.now(), random });
    if (answer.outcome === "ok") await this.#beforeSent(send, answer.vendorId);
    const settled = answered(send, { answer, number, startedAt: beganAt, response }, situation);
    const isSentAnew = action === "replace" && REFUSALS.has(answer.outcome);
    const settlement = isSentAnew ? sentByItself(settled, clock.now()) : settled;
    await this.#deps.outcomes.write(settlement);
    if (settlement.dueAt === null && provider.channelTypes.includes("CHAT")) await this.#deps.earlier.settled(delivery);
    if (outcome !== null && answer.outcome === "gone" && !isSentAnew) await this.#forget(send, answer, beganAt);
  }

  /** Before the outcome is stored: a process that dies in between leaves a needless check instead of a missing one. */
  #beforeSent({ delivery, provider, action }: PreparedSend, vendorId: string | null): Promise<void> | undefined {
    if (action === "replace") return this.#deps.recalls.replaced(delivery);
    return provider.checkStatus && this.#deps.checks.plan(delivery, provider, vendorId);
  }

  /** A device that the vendor calls gone loses its token, unless the app gave it again since. A failure leaves it to the next send. */
  async #forget({ delivery, provider }: PreparedSend, answer: Refused, beganAt: number): Promise<void> {
    const { environmentId, recipientKey, channelId, address } = delivery;
    const entryId = entryIn(address);
    if (entryId === null || answer.keepsAddress || !provider.channelTypes.some((type) => type === "PUSH")) return;
    const place = { environmentId, channelId, owner: { kind: "recipient", recipientKey } } as const;
    const givenBefore = Math.min(beganAt, answer.goneSince ?? beganAt);
    try {
      await this.#deps.channelData.removeGone(place, { entryId, givenBefore });
    } catch (error) {
      this.#runtime.log.warn({ event: "delivery.device_not_removed", err: error });
    }
  }

  #tell(send: PreparedSend, how: Pick<MadeAttempt, "answer" | "seconds" | "isAnswered">): void {
    const { environmentId, channelId } = send.delivery;
    const made = {
      environmentId,
      channelId,
      providerKey: send.provider.key,
      isPossibleDuplicate: mayDouble(send),
      answer: how.answer,
      isAnswered: how.isAnswered,
      seconds: how.seconds,
    };
    for (const listener of this.#listeners) listener(made);
  }

  /** The answer to a request that is not made; null for one that is. */
  #refusal(request: PreparedSend["request"], beganAt: number): Answer | null {
    if (request.kind === "unsendable") return request.answer;
    if (this.#runtime.clock.now() <= beganAt + LATE_MS) return null;
    const reason = "The process was held up, and the request was not made any more.";
    return failure("retry", { code: "held_up", reason });
  }

  #read({ provider, action }: PreparedSend, called: SendOutcome | null): Answer {
    const outcome = called ?? KEPT_HERE;
    if (outcome.kind === "no-answer") return readSilence(provider, outcome);
    const reader = (action === "replace" && provider.replacement) || provider;
    return readVendorAnswer(this.#runtime, { provider, reader }, outcome);
  }
}

/** A refused URL is the message's fault if the message contains the URL, and otherwise the settings' fault. */
function readSilence(provider: Provider, outcome: Extract<SendOutcome, { kind: "no-answer" }>): Answer {
  const { code, message: detail, stage } = outcome;
  if (!GUARD_CODES.has(code)) return readNoAnswer(provider.name, stage, outcome);
  const isOfMessage = provider.channelTypes.some((type) => type === "WEBHOOK");
  return failure(isOfMessage ? "rejected" : "config", { code, detail, reason: "This address may not be called." });
}

/** A lost answer to a request that may be repeated without effect. */
function repeated({ code, reason, detail, isCodeKnown }: Extract<Answer, { outcome: "uncertain" }>): Answer {
  return failure("retry", { code, reason, detail, isCodeKnown });
}

function toAttempt(send: PreparedSend): NewAttempt {
  const { delivery, provider, position, hash, action } = send;
  const isPossibleDuplicate = mayDouble(send);
  return { delivery, position, action, providerKey: provider.key, requestHash: hash, isPossibleDuplicate };
}
