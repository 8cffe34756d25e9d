import { fractionOf } from "../machine/backoff.js";
import type { SendOutcome } from "../../../platform/http-client/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, type Answer, type Refused } from "../../../providers/kit/answer.js";
import { readNoAnswer } from "../../../providers/kit/answers/read-no-answer.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { ProviderRequest } from "../../../providers/kit/request.js";
import type { AttemptRepository } from "../queue/attempt.repository.js";
import type { DeliveryKey, NewAttempt } from "../queue/delivery-row.js";
import type { GateKeeper } from "../gates/gate-keeper.service.js";
import type { ChannelDataService } from "../../channels/index.js";
import type { AccessTokens } from "../tokens/access-tokens.service.js";
import { entryIn } from "./address-book.service.js";
import type { EarlierMessages } from "../earlier/earlier-messages.service.js";
import type { StatusChecks } from "../status/status-checks.service.js";
import type { VendorRecalls } from "../recall/vendor-recalls.service.js";
import type { OutcomeWriter } from "./outcome-writer.service.js";
import type { PreparedSend } from "./prepared-send.js";
import { answered, sentByItself, situationOf } from "./settle.js";

const TIMEOUT_MS = 30_000;
const ANSWER_MAX_BYTES = 256 * 1024;

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
    const numbers = new Map(begun.map((attempt) => [nameOf(attempt), attempt.number]));
    await Promise.all(
      sends.map(async (send) => {
        const number = numbers.get(nameOf(send.delivery));
        if (number !== undefined) await this.#attempt(send, { number, beganAt: now, onAnswered });
        onDone(send);
      }),
    );
  }

  async #attempt(
    send: PreparedSend,
    { number, beganAt, onAnswered }: { number: number; beganAt: number; onAnswered: SendListeners["onAnswered"] },
  ): Promise<void> {
    const { clock } = this.#runtime;
    const startedAt = clock.monotonic();
    const { answer: given, outcome } = await this.#ask(send, beganAt);
    const seconds = (clock.monotonic() - startedAt) / 1000;
    const judged = await this.#deps.tokens.judge(given, send.token);
    const answer = send.action === "replace" && judged.outcome === "uncertain" ? repeated(judged) : judged;
    this.#tell(send, { answer, seconds, isAnswered: outcome?.kind === "answer" });
    const { delivery, provider, position } = send;
    await this.#deps.gates.report({ delivery, provider, position, answer, isAsked: outcome !== null });
    // After the report: an answer that holds the provider lets no other message take the slot.
    onAnswered(send);
    const random = answer.outcome === "ok" ? 0 : fractionOf(this.#runtime.randomBytes(4));
    const response = send.redaction.response(outcome);
    const situation = situationOf(send, { now: clock.now(), random });
    // Before the outcome is stored: a process that dies in between leaves a needless check instead of a missing one.
    if (answer.outcome === "ok") await this.#deps.checks.plan(delivery, provider, answer.vendorId);
    if (answer.outcome === "ok" && send.action === "replace") await this.#deps.recalls.replaced(delivery);
    const settled = answered(send, { answer, number, response }, situation);
    const isSentAnew = send.action === "replace" && REFUSALS.has(answer.outcome);
    const settlement = isSentAnew ? sentByItself(settled, clock.now()) : settled;
    await this.#deps.outcomes.write(settlement);
    if (settlement.dueAt === null) await this.#deps.earlier.settled(delivery);
    if (outcome !== null && answer.outcome === "gone" && !isSentAnew) await this.#forget(send, answer, beganAt);
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
    const about = { environmentId, channelId, providerKey: send.provider.key, isPossibleDuplicate: mayDouble(send) };
    const made = { ...about, ...how };
    for (const listener of this.#listeners) listener(made);
  }

  async #ask(
    { request, provider, action }: PreparedSend,
    beganAt: number,
  ): Promise<{ answer: Answer; outcome: SendOutcome | null }> {
    if (request.kind === "unsendable") return { answer: request.answer, outcome: null };
    if (this.#runtime.clock.now() > beganAt + LATE_MS) {
      const reason = "The process was held up, and the request was not made any more.";
      return { answer: failure("retry", { code: "held_up", reason }), outcome: null };
    }
    const outcome = await this.#call(request);
    return { answer: this.#read(provider, action, outcome), outcome: request.kind === "local" ? null : outcome };
  }

  async #call(request: ProviderRequest): Promise<SendOutcome> {
    const { http } = this.#runtime;
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES };
    switch (request.kind) {
      case "local":
        return { kind: "answer", status: 200, headers: {}, body: "", isCut: false };
      case "http":
        return http.send(request, limits);
      case "smtp":
        return http.sendMail(request, limits);
    }
  }

  #read(provider: Provider, action: PreparedSend["action"], outcome: SendOutcome): Answer {
    if (outcome.kind === "no-answer") return readSilence(provider, outcome);
    try {
      const reader = (action === "replace" && provider.replacement) || provider;
      return reader.readAnswer(outcome, this.#runtime.clock.now());
    } catch (error) {
      this.#runtime.log.error({ event: "delivery.answer_unreadable", providerKey: provider.key, err: error });
      const reason = `The answer of ${provider.name} could not be read. Please report this.`;
      return failure("uncertain", { code: "answer_unreadable", reason });
    }
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

/** Whether the message may have been sent before and a repeat would send it again. */
function mayDouble({ delivery, keyEndsAt }: PreparedSend): boolean {
  return delivery.isUncertain && keyEndsAt === null;
}

function toAttempt(send: PreparedSend): NewAttempt {
  const { delivery, provider, position, request, hash, redaction, action } = send;
  return {
    ...{ delivery, position, action, providerKey: provider.key, requestHash: hash },
    isPossibleDuplicate: mayDouble(send),
    request: request.kind === "unsendable" ? null : redaction.request(request),
  };
}

function nameOf({ lane, environmentId, runId, ordinal }: DeliveryKey): string {
  return `${environmentId}/${lane}/${runId}/${ordinal}`;
}
