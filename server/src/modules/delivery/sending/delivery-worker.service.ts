import type { Unsubscribe } from "../../../platform/hints/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import type { DeliveryQueueRepository } from "../queue/delivery-queue.repository.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { DeliveryPreparer } from "./delivery-preparer.service.js";
import type { DeliverySender } from "./delivery-sender.service.js";
import { fairShares } from "./fair-shares.js";
import type { OutcomeWriter } from "./outcome-writer.service.js";

export interface WorkerDeps {
  queue: DeliveryQueueRepository;
  preparer: DeliveryPreparer;
  sender: DeliverySender;
  outcomes: OutcomeWriter;
}

/** Deliveries in hand at once, in all and of one channel: a provider that hangs holds up its own channel only. */
const IN_HAND_MAX = 256;
const PER_CHANNEL_MAX = 64;
/** A claim's lease, for as long as no attempt has begun: after it the delivery is due again. */
const CLAIM_MS = 30_000;
/** After this long without a wake-up this worker looks by itself. */
const POLL_MS = 2000;
/** How long the end waits for answers; what is not answered by then is uncertain once its lease ends. */
const STOP_MS = 12_000;

/**
 * Sends what is due. States: idle → (start) running → (stop) draining → stopped. It claims as many deliveries as it has free
 * slots, in sets shared fairly between environments and channels, and claims again when slots get free.
 */
export class DeliveryWorker {
  readonly #runtime: Runtime;
  readonly #deps: WorkerDeps;
  readonly #inHand = new Map<number, number>();
  readonly #sets = new Set<Promise<void>>();
  #count = 0;
  #isRunning = false;
  #claiming: Promise<void> | null = null;
  /** Whether to look again once the claim that is under way is done. */
  #isWoken = false;
  /** Whether the last claim left due deliveries for want of slots. */
  #isMoreDue = false;
  #unsubscribe: Unsubscribe | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(runtime: Runtime, deps: WorkerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  start(): void {
    this.#isRunning = true;
    this.#unsubscribe = this.#runtime.hints.subscribe(DELIVERIES_TOPIC, () => this.wake());
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  /** Claims no more, and waits for the answers to what was sent. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unsubscribe?.();
    if (this.#timer) clearInterval(this.#timer);
    await this.#claiming;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
    await Promise.race([Promise.all(this.#sets), patience]);
    clearTimeout(timer);
  }

  /** Looks for what is due. */
  wake(): void {
    if (!this.#isRunning) return;
    this.#isWoken = true;
    this.#claiming ??= this.#claimAll().finally(() => (this.#claiming = null));
  }

  /** Sends all that is due now, and waits for it: for tests, in place of `start`. */
  async drain(): Promise<void> {
    while ((await this.#claim()) > 0 || this.#sets.size > 0) await Promise.all(this.#sets);
  }

  async #claimAll(): Promise<void> {
    while (this.#isWoken && this.#isRunning) {
      this.#isWoken = false;
      try {
        if ((await this.#claim()) > 0) this.#isWoken = true;
      } catch (error) {
        this.#runtime.log.warn({ event: "delivery.claim_failed", err: error });
      }
    }
  }

  /** Answers how many deliveries it claimed. */
  async #claim(): Promise<number> {
    const { database, clock } = this.#runtime;
    const now = clock.now();
    const due = (await this.#deps.queue.waiting(database)).filter(({ due_at }) => due_at.getTime() <= now);
    const slots = { free: IN_HAND_MAX - this.#count, perChannel: PER_CHANNEL_MAX, inHand: this.#inHand };
    const shares = fairShares(due, slots);
    this.#isMoreDue = shares.length < due.length;
    if (shares.length === 0) return 0;
    const claimed = await this.#deps.queue.claim(database, shares, { now, leaseEndsAt: now + CLAIM_MS });
    const wanted = shares.reduce((sum, { count }) => sum + count, 0);
    this.#isMoreDue ||= claimed.length === wanted;
    for (const set of byChannel(claimed)) this.#begin(set);
    return claimed.length;
  }

  #begin(set: ClaimedDelivery[]): void {
    for (const { channelId } of set) this.#take(channelId, 1);
    let left = set.length;
    const done = (delivery: ClaimedDelivery): void => {
      left -= 1;
      this.#take(delivery.channelId, -1);
      if (this.#isMoreDue && (this.#inHand.get(delivery.channelId) ?? 0) <= PER_CHANNEL_MAX / 2) this.wake();
    };
    const [first] = set;
    const work = this.#work(set, done)
      // What was claimed and not begun is due again when its lease ends.
      .catch((error: unknown) => this.#runtime.log.warn({ event: "delivery.set_failed", err: error }))
      .finally(() => {
        if (first) this.#take(first.channelId, -left);
        this.#sets.delete(work);
      });
    this.#sets.add(work);
  }

  async #work(set: readonly ClaimedDelivery[], done: (delivery: ClaimedDelivery) => void): Promise<void> {
    const { preparer, sender, outcomes } = this.#deps;
    const { sends, settlements } = await preparer.prepare(set);
    const decided = settlements.map(async (settlement) => {
      await outcomes.write(settlement);
      done(settlement.delivery);
    });
    if (sends.length > 0) await sender.send(sends, ({ delivery }) => done(delivery));
    await Promise.all(decided);
  }

  #take(channelId: number, count: number): void {
    this.#count += count;
    const inHand = (this.#inHand.get(channelId) ?? 0) + count;
    if (inHand > 0) this.#inHand.set(channelId, inHand);
    else this.#inHand.delete(channelId);
  }
}

function byChannel(claimed: readonly ClaimedDelivery[]): ClaimedDelivery[][] {
  const sets = new Map<number, ClaimedDelivery[]>();
  for (const delivery of claimed) {
    const set = sets.get(delivery.channelId) ?? [];
    sets.set(delivery.channelId, set);
    set.push(delivery);
  }
  return [...sets.values()];
}
