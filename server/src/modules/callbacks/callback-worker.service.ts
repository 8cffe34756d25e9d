import { tellMessages } from "../messages/index.js";
import { groupBy } from "../../platform/group-by.js";
import { WorkLoop } from "../../platform/hints/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { ChannelService } from "../channels/index.js";
import type { DeliveryReports, EventSource, MatchedEvent } from "../delivery/index.js";
import type { CallbackEffects } from "./callback-effects.service.js";
import type { CallbackReplies } from "./callback-replies.service.js";
import type { CallbackReader, ReadCallback } from "./callback-reader.service.js";
import type { CallbackRepository, ClaimedCallback, KeptCallback } from "./callback.repository.js";
import { CALLBACKS_TOPIC } from "./callbacks-topic.js";

export interface CallbackWorkerDeps {
  rows: CallbackRepository;
  channels: ChannelService;
  reader: CallbackReader;
  reports: DeliveryReports;
  replies: CallbackReplies;
  effects: CallbackEffects;
}

/** The result of a set of callbacks. */
export interface CallbackCounts {
  readCount: number;
  unverifiedCount: number;
  unreadableCount: number;
  unknownCount: number;
}

/** Maximum number of callbacks in one set, divided among the channels that have some. */
const SET_SIZE = 500;
const LEASE_MS = 60_000;
const TRIES_MAX = 5;
/** Without a wake-up, the worker checks the table at this interval. */
const POLL_MS = 2000;
const KEPT_MS = 7 * 86_400_000;
const KEPT_MAX = 10_000;
const FORGOTTEN_AT_ONCE = 5000;

/**
 * Processes stored callbacks. States: idle → (start) running → (stop) stopped. The worker claims a set, processes it
 * channel by channel, and deletes the callbacks in the transaction that stores their effects. If the worker dies, the
 * set is due again when its lease ends.
 */
export class CallbackWorker {
  readonly #runtime: Runtime;
  readonly #deps: CallbackWorkerDeps;
  readonly #listeners: ((counts: CallbackCounts) => void)[] = [];
  readonly #loop: WorkLoop;

  constructor(runtime: Runtime, deps: CallbackWorkerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    const work = (): Promise<number> => this.#workSet();
    const failureEvent = "callbacks.claim_failed";
    this.#loop = new WorkLoop(runtime, { topic: CALLBACKS_TOPIC, pollMs: POLL_MS, failureEvent, work });
  }

  /** For metrics: calls `listener` after each set of one channel. */
  onSet(listener: (counts: CallbackCounts) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    this.#loop.start();
  }

  /** Claims no more sets, and waits for the current one. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Checks for callbacks. */
  wake(): void {
    this.#loop.wake();
  }

  /** Processes all stored callbacks, and waits for that. For tests, instead of `start`. */
  async drain(): Promise<void> {
    while ((await this.#workSet()) > 0);
  }

  /** Deletes unprocessable callbacks that are old, or too many. */
  async forget(touch: () => Promise<void>): Promise<void> {
    const { database, clock } = this.#runtime;
    const bounds = { before: new Date(clock.now() - KEPT_MS), keep: KEPT_MAX, limit: FORGOTTEN_AT_ONCE };
    while ((await this.#deps.rows.forget(database, bounds)) > 0) await touch();
  }

  /** Returns the number of claimed callbacks. */
  async #workSet(): Promise<number> {
    const { database, clock } = this.#runtime;
    const waiting = await this.#deps.rows.waiting(database);
    if (waiting.length === 0) return 0;
    const now = clock.now();
    const perChannel = Math.max(1, Math.ceil(SET_SIZE / waiting.length));
    const claimed = await this.#deps.rows.claim(database, waiting, { perChannel, now, leaseEndsAt: now + LEASE_MS });
    for (const set of groupBy(claimed, ({ channelId }) => channelId).values()) {
      // After a failure each callback is processed alone, because one of them may fail every time.
      const parts = set.some(({ tries }) => tries > 1) ? set.map((each) => [each]) : [set];
      for (const part of parts) await this.#workSafely(part);
    }
    return claimed.length;
  }

  async #workSafely(set: readonly ClaimedCallback[]): Promise<void> {
    try {
      await this.#work(set);
    } catch (error) {
      // The callbacks are due again when the lease ends.
      this.#runtime.log.warn({ event: "callbacks.set_failed", count: set.length, err: error });
      const given = set.filter(({ tries }) => tries >= TRIES_MAX).map(({ id }) => ({ id, ...GIVEN_UP }));
      if (given.length > 0) await this.#deps.rows.keep(this.#runtime.database, given);
    }
  }

  async #work(set: readonly ClaimedCallback[]): Promise<void> {
    const { rows, channels, reader, effects } = this.#deps;
    const [first] = set;
    if (!first) return;
    const { environmentId, channelId } = first;
    const channel = (await channels.byNumbers(environmentId, [channelId])).get(channelId);
    const read = channel ? await reader.read(channel, set) : [];
    const said = set.map(({ id }, index): ReadCallback & { id: string } => ({ id, ...(read[index] ?? GONE) }));
    const { events, unknownIds } = await this.#match({ environmentId, channelId }, said);
    const kept: KeptCallback[] = said.flatMap(({ id, ...what }) => {
      if (what.kind === "nothing") return [{ id, outcome: what.outcome, reason: what.reason }];
      return unknownIds.has(id) ? [{ id, ...UNKNOWN }] : [];
    });
    const keptIds = new Set(kept.map(({ id }) => id));
    const done = set.map(({ id }) => id).filter((id) => !keptIds.has(id));
    const store = await effects.apply({ environmentId, channelType: channel?.type ?? "" }, events);
    await this.#runtime.database.transaction(async (tx) => {
      await store(tx);
      if (done.length > 0) await rows.delete(tx, done);
      if (kept.length > 0) await rows.keep(tx, kept);
    });
    tellMessages(this.#runtime, environmentId, { changed: events.flatMap(({ delivery }) => delivery ?? []) });
    this.#count(done.length, kept);
  }

  /** Replies do not name a message: they belong to the latest message to their sender. */
  async #match(
    source: EventSource,
    said: readonly (ReadCallback & { id: string })[],
  ): Promise<{ events: MatchedEvent[]; unknownIds: Set<string> }> {
    const given = said.flatMap((each) =>
      each.kind === "events" ? each.events.map((event) => ({ id: each.id, providerKey: each.providerKey, event })) : [],
    );
    const others = given.filter(({ event }) => event.kind !== "replied");
    const replies = given.filter(({ event }) => event.kind === "replied");
    const found = others.length > 0 ? await this.#deps.reports.match(source, others) : [];
    const answers = replies.length > 0 ? await this.#deps.replies.apply(source, replies) : [];
    const unknown = others.filter((_, index) => isUnknown(found[index]));
    return { events: [...found, ...answers], unknownIds: new Set(unknown.map(({ id }) => id)) };
  }

  #count(readCount: number, kept: readonly KeptCallback[]): void {
    const of = (outcome: string): number => kept.filter((each) => each.outcome === outcome).length;
    const counts = {
      readCount,
      unverifiedCount: of("unverified"),
      unreadableCount: of("unreadable"),
      unknownCount: of(UNKNOWN.outcome),
    };
    for (const listener of this.#listeners) listener(counts);
  }
}

const GONE = { kind: "nothing", outcome: "unreadable", reason: "The channel is gone." } as const;
const UNKNOWN = { outcome: "unknown_message", reason: "It tells of a message that this channel does not have." };
const GIVEN_UP = { outcome: "failed", reason: "Reading it failed several times; see the log." };

/** An event that is only recorded does not need a message. */
function isUnknown(match: MatchedEvent | undefined): boolean {
  return match?.delivery === null && match.event.kind !== "other";
}
