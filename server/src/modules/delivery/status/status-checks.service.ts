import { groupBy } from "../../../platform/group-by.js";
import { messageId } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { reasonAndDetail, type Failure } from "../../../providers/kit/answer.js";
import { callbackEvent, type CallbackEvent } from "../../../providers/kit/callback.js";
import type { Provider, StatusAnswer, StatusQuestion } from "../../../providers/kit/provider.js";
import type { ChannelDataService, ChannelProviders } from "../../channels/index.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { DeliveryReports } from "../reports/delivery-reports.service.js";
import { entryIn } from "../sending/address-book.service.js";
import type { StatusCheckRepository, StatusCheckRow } from "./status-check.repository.js";

export interface StatusChecksDeps {
  rows: StatusCheckRepository;
  providers: ReadonlyMap<string, Provider>;
  channelProviders: ChannelProviders;
  channelData: ChannelDataService;
  reports: DeliveryReports;
}

/** Checks of one channel and provider. */
interface Asked {
  provider: Provider;
  settings: JsonObject;
  secrets: JsonObject;
}

const CLAIMED_AT_ONCE = 2000;
const LEASE_MS = 120_000;
const TIMEOUT_MS = 30_000;
const ANSWER_MAX_BYTES = 4 * 1024 * 1024;
/** Vendors forget a message after a day. */
const ASKED_FOR_MS = 24 * 3_600_000;
/** The delay after a failed query. */
const RETRY_MS = 5 * 60_000;

/** Queries the outcome of messages at vendors that send no callbacks. */
export class StatusChecks {
  readonly #runtime: Runtime;
  readonly #deps: StatusChecksDeps;

  constructor(runtime: Runtime, deps: StatusChecksDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Schedules a check of a sent message. Does nothing if its provider sends callbacks. */
  async plan(delivery: ClaimedDelivery, provider: Provider, vendorId: string | null): Promise<void> {
    const { checkStatus } = provider;
    if (!checkStatus || vendorId === null) return;
    const { environmentId, lane, runId, ordinal, channelId } = delivery;
    const now = this.#runtime.clock.now();
    const place = { environmentId, lane, runId, ordinal, channelId };
    const check = { ...place, providerKey: provider.key, vendorId, sentAt: new Date(now) };
    try {
      await this.#deps.rows.insert(this.#runtime.database, check, now + checkStatus.afterMs);
    } catch (error) {
      // A failure here does not change that the message was sent.
      this.#runtime.log.warn({ event: "delivery.status_not_planned", err: error });
    }
  }

  /** Makes all due checks. */
  async check(touch: () => Promise<void> = async () => undefined): Promise<void> {
    const { database, clock, log } = this.#runtime;
    for (let isMore = true; isMore;) {
      const now = clock.now();
      const claimed = await this.#deps.rows.claim(database, { now, leaseEndsAt: now + LEASE_MS }, CLAIMED_AT_ONCE);
      const sets = groupBy(claimed, ({ channelId, providerKey }) => `${channelId}/${providerKey}`);
      for (const set of sets.values()) {
        try {
          await this.#ask(set);
        } catch (error) {
          // The checks are due again when the lease ends.
          log.warn({ event: "delivery.status_not_asked", count: set.length, err: error });
        }
        await touch();
      }
      isMore = claimed.length === CLAIMED_AT_ONCE;
    }
  }

  async #ask(set: readonly StatusCheckRow[]): Promise<void> {
    const [first] = set;
    const asked = first && (await this.#open(first));
    if (!asked) return this.#deps.rows.delete(this.#runtime.database, set);
    const batch = asked.provider.checkStatus?.batch ?? 1;
    for (let at = 0; at < set.length; at += batch) await this.#askBatch(asked, set.slice(at, at + batch));
  }

  async #open({ environmentId, channelId, providerKey }: StatusCheckRow): Promise<Asked | null> {
    const { channelProviders, providers } = this.#deps;
    const provider = providers.get(providerKey);
    const stored = (await channelProviders.byChannel(environmentId, [channelId])).get(channelId) ?? [];
    const row = stored.find((each) => each.provider_key === providerKey);
    const opened = row && channelProviders.open(row);
    return provider?.checkStatus && opened?.ok
      ? { provider, settings: opened.settings, secrets: opened.secrets }
      : null;
  }

  async #askBatch({ provider, settings, secrets }: Asked, set: readonly StatusCheckRow[]): Promise<void> {
    const { rows } = this.#deps;
    const { clock, database, http } = this.#runtime;
    const now = clock.now();
    const questions = set.map((row): StatusQuestion => {
      const { vendorId, sentAt } = row;
      return { messageId: messageId(row), vendorId, address: null, sentAt: sentAt.getTime() };
    });
    const request = provider.checkStatus?.buildRequest(questions, settings, secrets, now);
    if (!request) return;
    const outcome = await http.send(request, { timeoutMs: TIMEOUT_MS, maxBytes: ANSWER_MAX_BYTES });
    const read = outcome.kind === "answer" ? provider.checkStatus?.readAnswer(outcome, questions) : undefined;
    if (!Array.isArray(read)) {
      await rows.postpone(
        database,
        set.map((row) => ({ ...row, dueAt: now + RETRY_MS })),
      );
      return;
    }
    const answers = set.map((row, index) => ({ row, answer: read[index] ?? ({ state: "unknown" } as const) }));
    await this.#report(provider.key, answers);
    const open = answers.filter(({ row, answer }) => isOpen(answer) && now - row.sentAt.getTime() < ASKED_FOR_MS);
    const openRows = new Set(open.map(({ row }) => row));
    const done = set.filter((row) => !openRows.has(row));
    if (done.length > 0) await rows.delete(database, done);
    // The interval doubles after each check, and the last check is at the end.
    const next = open.map(({ row }) => {
      const sentAt = row.sentAt.getTime();
      return { ...row, dueAt: Math.min(now + Math.max(RETRY_MS, now - sentAt), sentAt + ASKED_FOR_MS) };
    });
    if (next.length > 0) await rows.postpone(database, next);
  }

  async #report(providerKey: string, answers: readonly { row: StatusCheckRow; answer: StatusAnswer }[]): Promise<void> {
    const { reports } = this.#deps;
    const failed = answers.flatMap(({ row, answer }) =>
      answer.state === "failed" ? [{ row, event: eventOf(row, answer.answer), providerKey }] : [],
    );
    const [first] = failed;
    if (!first) return;
    const matched = await reports.match(first.row, failed);
    const news = await reports.news(matched);
    await this.#runtime.database.transaction((tx) => reports.store(tx, news));
    for (const [index, { delivery, event }] of matched.entries()) {
      const entryId = event.bounce === "gone" && delivery ? entryIn(delivery.address) : null;
      const sentAt = failed[index]?.row.sentAt.getTime() ?? 0;
      if (!delivery || entryId === null) continue;
      const { environmentId, channelId, recipientKey } = delivery;
      const place = { environmentId, channelId, owner: { kind: "recipient", recipientKey } } as const;
      await this.#deps.channelData.removeGone(place, { entryId, givenBefore: sentAt });
    }
  }
}

function isOpen(answer: StatusAnswer): boolean {
  return answer.state === "unknown" || (answer.state === "found" && !answer.isFinal);
}

/** The result of a look-up, in the form of a callback event. */
function eventOf(row: StatusCheckRow, failure: Failure): CallbackEvent {
  const { outcome, code } = failure;
  const isPassing = outcome === "throttled" || outcome === "retry" || outcome === "uncertain";
  return callbackEvent(isPassing ? "deferred" : "bounced", {
    ...{ messageId: messageId(row), vendorId: row.vendorId, code },
    replayKey: `status/${row.vendorId}`,
    detail: reasonAndDetail(failure),
    ...(!isPassing && { bounce: outcome === "gone" || outcome === "suppressed" ? outcome : "rejected" }),
  });
}
