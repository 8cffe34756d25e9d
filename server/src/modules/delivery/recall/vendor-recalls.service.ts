import { groupBy } from "../../../platform/group-by.js";
import { messageId } from "../../identifiers/index.js";
import type { JobKind } from "../../../platform/jobs/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { failure, reasonAndDetail, type Answer } from "../../../providers/kit/answer.js";
import type { Provider } from "../../../providers/kit/provider.js";
import type { ChannelProviders, OpenedProvider } from "../../channels/index.js";
import type { MessageKey } from "../../messages/pure.js";
import { ATTEMPTS_MAX, fractionOf, waitAfter } from "../machine/backoff.js";
import type { GateKeeper } from "../gates/gate-keeper.service.js";
import type { DeliveryKey } from "../queue/delivery-row.js";
import { DueKind, gateNameOf } from "../queue/waiting-queue.js";
import type { AddressBook, Route } from "../sending/address-book.service.js";
import { credentialsOf } from "../sending/request-builder.service.js";
import { Redaction } from "../sending/request-log.js";
import type { VendorRecallRepository, VendorRecallResult, VendorRecallRow } from "./vendor-recall.repository.js";

export interface VendorRecallsDeps {
  /** Of deletions alone: it counts the requests of this service, and those of the sender are counted beside them. */
  gates: GateKeeper;
  rows: VendorRecallRepository;
  providers: ReadonlyMap<string, Provider>;
  channelProviders: ChannelProviders;
  book: AddressBook;
}

/** The job that deletes messages at vendors. */
export const RECALLS_JOB: JobKind<null> = { name: "deliveries.recall", parse: () => null };

const CLAIMED_AT_ONCE = 100;
const LEASE_MS = 120_000;
const TIMEOUT_MS = 15_000;
const ANSWER_MAX_BYTES = 64 * 1024;

type AttemptWords = Pick<NonNullable<VendorRecallResult["attempt"]>, "code" | "reason" | "request" | "response">;
type Opened = Extract<OpenedProvider, { ok: true }>;

/** What a set of deletions is sent with; `stoppedUntil` is null unless the provider refused its credentials. */
interface RecallProvider {
  opened: Opened;
  stoppedUntil: Date | null;
}

/** How many deletions may be sent now, and when the others are due. */
interface Allowed {
  count: number;
  restDueAt: number;
}

/** Deletions that may not be sent yet wait at least so long. */
const HELD_MS = 1000;
const WAKE_MAX_MS = 5000;

/**
 * Deletes messages at vendors, one after the other for each channel and provider. Deletions pass the gates of messages: a vendor counts
 * both alike.
 */
export class VendorRecalls {
  readonly #runtime: Runtime;
  readonly #deps: VendorRecallsDeps;
  #soon: NodeJS.Timeout | null = null;
  /** Keys of providers that can delete messages. */
  readonly providerKeys: readonly string[];

  constructor(runtime: Runtime, deps: VendorRecallsDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.providerKeys = [...deps.providers.values()].flatMap(({ key, recall }) => (recall ? [key] : []));
  }

  /** Plans the deletion of these messages. Returns the number of new ones. */
  async request(environmentId: number, keys: readonly MessageKey[]): Promise<number> {
    if (keys.length === 0) return 0;
    const { database, clock, jobs } = this.#runtime;
    const count = await this.#deps.rows.request(database, environmentId, keys, clock.now());
    jobs.wake(RECALLS_JOB, null);
    return count;
  }

  /** Stores that the vendor shows a newer message instead of the one that it replaces. If this is lost, only the display is wrong. */
  async replaced(newer: DeliveryKey): Promise<void> {
    try {
      await this.#deps.rows.replaced(this.#runtime.database, newer, this.#runtime.clock.now());
    } catch (error) {
      this.#runtime.log.warn({ event: "delivery.replacement_not_noted", err: error });
    }
  }

  /** Deletes all due messages. */
  async recallDue(touch: () => Promise<void> = async () => undefined): Promise<void> {
    const { database, clock, log } = this.#runtime;
    for (let isMore = true; isMore;) {
      const now = clock.now();
      const claimed = await this.#deps.rows.claim(database, { now, leaseEndsAt: now + LEASE_MS }, CLAIMED_AT_ONCE);
      const sets = groupBy(claimed, ({ channelId, providerKey }) => `${channelId}/${providerKey}`);
      for (const set of sets.values()) {
        try {
          await this.#recallSet(set, touch);
        } catch (error) {
          // The rows are due again when the lease ends.
          log.warn({ event: "delivery.recall_failed", count: set.length, err: error });
        }
      }
      isMore = claimed.length === CLAIMED_AT_ONCE;
    }
  }

  /** After a temporary failure, the other messages of the set wait as long as the failed one. */
  async #recallSet(set: readonly VendorRecallRow[], touch: () => Promise<void>): Promise<void> {
    const { rows, book } = this.#deps;
    const { database, clock } = this.#runtime;
    const [first] = set;
    if (!first) return;
    const found = await this.#open(first);
    const routes = await book.open(set);
    const { count, restDueAt } = found
      ? await this.#allowed(first, found, set.length)
      : { count: set.length, restDueAt: 0 };
    const postpone = (rest: readonly VendorRecallRow[], dueAt: number): VendorRecallResult[] =>
      rest.map((row) => ({ row, state: "PENDING", attempt: null, dueAt }));
    let held = postpone(set.slice(count), restDueAt);
    for (const [index, row] of set.slice(0, count).entries()) {
      const result = await this.#recall(row, found?.opened ?? null, routes.of(row));
      if (result.dueAt !== null) held = postpone(set.slice(index + 1), result.dueAt);
      await rows.settle(database, [result], clock.now());
      if (result.dueAt !== null) break;
      await touch();
    }
    if (held.length > 0) await rows.settle(database, held, clock.now());
    if (count < set.length) this.#wakeIn(restDueAt - clock.now());
    if (found && count > 0) await this.#deps.gates.pass([], new Map());
  }

  /** The job looks every few seconds, which is slower than a rate of one a second allows. */
  #wakeIn(ms: number): void {
    if (this.#soon || ms > WAKE_MAX_MS) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.#runtime.jobs.wake(RECALLS_JOB, null);
    }, ms).unref();
  }

  /** Asks the gate of the provider, which all workers share. A stopped provider gets no deletion before it takes messages again. */
  async #allowed(
    { environmentId, channelId, providerKey }: VendorRecallRow,
    { opened, stoppedUntil }: RecallProvider,
    wanted: number,
  ): Promise<Allowed> {
    const now = this.#runtime.clock.now();
    if (stoppedUntil !== null) return { count: 0, restDueAt: Math.max(stoppedUntil.getTime(), now + HELD_MS) };
    const place = { environmentId, channelId, providerKey, position: opened.position };
    const queue = { ...place, dueKind: DueKind.FIRST, dueAt: new Date(now), isFailing: false, nextPosition: null };
    const share = { ...queue, stoppedUntil: null, count: wanted, gateName: gateNameOf(place) };
    const { shares, readyAt } = await this.#deps.gates.pass([share], new Map());
    const count = shares.reduce((sum, each) => sum + each.count, 0);
    return { count, restDueAt: Math.max(readyAt ?? 0, now + HELD_MS) };
  }

  async #open({ environmentId, channelId, providerKey }: VendorRecallRow): Promise<RecallProvider | null> {
    const { channelProviders } = this.#deps;
    const stored = (await channelProviders.byChannel(environmentId, [channelId])).get(channelId) ?? [];
    const row = stored.find((each) => each.provider_key === providerKey);
    const opened = row && channelProviders.open(row);
    return opened?.ok ? { opened, stoppedUntil: row?.stopped_until ?? null } : null;
  }

  async #recall(row: VendorRecallRow, opened: Opened | null, route: Route | null): Promise<VendorRecallResult> {
    const { clock } = this.#runtime;
    const provider = this.#deps.providers.get(row.providerKey);
    const startedAt = clock.now();
    if (!provider?.recall || !opened || !route) {
      const code = opened ? "address_removed" : "no_provider";
      const reason = opened
        ? "The connection by which the message was sent was removed."
        : "The channel does not have the provider any more that sent the message, or its credentials cannot be read.";
      const attempt = { outcome: "refused", code, reason, request: null, response: null, startedAt };
      return { row, state: "FAILED", dueAt: null, attempt };
    }
    const { answer, log } = await this.#ask(provider, row, { opened, route });
    // A key that may send and not delete is no reason to stop sending.
    if (answer.outcome !== "auth" && answer.outcome !== "config") {
      const isAsked = log.request !== null;
      await this.#deps.gates.report({ delivery: row, provider, position: opened.position, answer, isAsked });
    }
    const attempt = { outcome: answer.outcome === "ok" ? "done" : "retry", ...log, startedAt };
    const tries = row.attemptCount + 1;
    if (isFinal(answer) || tries >= ATTEMPTS_MAX) {
      const outcome = answer.outcome === "ok" ? "done" : "refused";
      return {
        row,
        state: answer.outcome === "ok" ? "RECALLED" : "FAILED",
        dueAt: null,
        attempt: { ...attempt, outcome },
      };
    }
    const asked = "retryAfterMs" in answer ? answer.retryAfterMs : null;
    const random = fractionOf(this.#runtime.randomBytes(4));
    return { row, state: "PENDING", dueAt: clock.now() + waitAfter(tries, random, asked), attempt };
  }

  async #ask(
    provider: Provider,
    row: VendorRecallRow,
    { opened, route }: { opened: Opened; route: Route },
  ): Promise<{ answer: Answer; log: AttemptWords }> {
    const { http, clock } = this.#runtime;
    const credentials = credentialsOf(provider, opened.secrets, route);
    const redaction = new Redaction({ ...opened.secrets, ...credentials, address: { ...route.address } });
    const sent = { messageId: messageId(row), vendorId: row.vendorId, address: route.address };
    const request = provider.recall?.buildRequest(sent, opened.settings, credentials, clock.now());
    if (!request || request.kind === "unsendable") {
      const { outcome, code, reason } = request ?? { outcome: "rejected", code: "no_recall", reason: "" };
      return { answer: failure(outcome, { code, reason }), log: { code, reason, request: null, response: null } };
    }
    const outcome = await http.send(request, { timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES });
    const answer =
      outcome.kind === "no-answer"
        ? failure("retry", { code: outcome.code, detail: outcome.message, reason: `${provider.name} did not answer.` })
        : (provider.recall?.readAnswer(outcome, clock.now()) ?? failure("retry", { code: "no_recall", reason: "" }));
    const words =
      answer.outcome === "ok" ? { code: null, reason: null } : { code: answer.code, reason: reasonAndDetail(answer) };
    const [code, reason] = [redaction.words(words.code), redaction.words(words.reason)];
    return {
      answer,
      log: { code, reason, request: redaction.request(request), response: redaction.response(outcome) },
    };
  }
}

/** Whether a repeat is useless. After a lost answer it is not: deleting twice has no effect. */
function isFinal({ outcome }: Answer): boolean {
  return outcome === "ok" || outcome === "gone" || outcome === "rejected" || outcome === "suppressed";
}
