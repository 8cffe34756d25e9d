import { groupBy } from "../../../platform/group-by.js";
import { WorkLoop } from "../../../platform/hints/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import type { DeliveryQueueRepository } from "../queue/delivery-queue.repository.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import { DueKind, type QueueShare, type WaitingQueue } from "../queue/waiting-queue.js";
import type { GateKeeper } from "../gates/gate-keeper.service.js";
import { CLAIMS_MAX, SLOTS_MAX } from "../gates/gate.js";
import type { DeliveryPreparer } from "./delivery-preparer.service.js";
import { attachedBytes } from "../../attachments/pure.js";
import { ByteRoom } from "./byte-room.js";
import { fairShares } from "./fair-shares.js";
import type { OutcomeWriter } from "./outcome-writer.service.js";
import type { ClaimListeners, RequestSlots } from "./request-slots.service.js";

export interface WorkerDeps {
  queue: DeliveryQueueRepository;
  preparer: DeliveryPreparer;
  slots: RequestSlots;
  outcomes: OutcomeWriter;
  gates: GateKeeper;
}

/** Deliveries in hand at once, in all; those of one provider of one environment are limited by its gate. */
const IN_HAND_MAX = 4096;
/** More is claimed when this part of what one gate allows is left: claims of hundreds cost half as much for each delivery as those of dozens. */
const REFILL_AT = 0.5;
/** The lease of a claim before its attempt starts. After the lease, the delivery is due again. */
const CLAIM_MS = 30_000;
/** How often to look for attempts whose worker died; their lease is five times as long. */
const LOST_EVERY_MS = 15_000;
/** Without a wake-up, the worker checks the queue at this interval. */
const POLL_MS = 2000;
/**
 * How long the last reading of queues and gates may be reused while more is due and no gate limits anything. Reading
 * takes five statements in sequence, and the claim itself one.
 */
const KNOWN_MS = 100;
/**
 * Maximum bytes of attachments in concurrent requests: two of the largest messages. While a request is built, it holds about
 * five times as many (bytes, base64, body, copy on the wire).
 */
const ATTACHED_MAX_BYTES = 20 * 1024 * 1024;
/** How long stopping waits for answers. Deliveries without an answer become uncertain when their lease ends. */
const STOP_MS = 12_000;

/** How claimed deliveries of a set go, and the gate of each. */
type WorkListeners = ClaimListeners & { gateOf: (delivery: ClaimedDelivery) => string };

/**
 * Sends what is due. States: idle → (start) running → (stop) draining → stopped. It claims deliveries in sets, shared fairly between
 * environments and channels and cut to what the gates let pass, prepares them, and hands them to the slots. It claims more than there
 * are slots, so that no slot waits for Postgres.
 */
export class DeliveryWorker {
  readonly #runtime: Runtime;
  readonly #deps: WorkerDeps;
  readonly #loop: WorkLoop;
  /** Running deliveries, by slot name. */
  readonly #inHand = new Map<string, number>();
  readonly #sets = new Set<Promise<void>>();
  readonly #room = new ByteRoom(ATTACHED_MAX_BYTES);
  #count = 0;
  /** Whether the last claim left due deliveries because no slot was free. */
  #isMoreDue = false;
  /** The due queues of the last reading, if there was more work than slots. */
  #known: { due: readonly WaitingQueue[]; until: number } | null = null;
  /** When to look for attempts whose worker died. */
  #lostAt = 0;
  /** Wakes this worker when a gate allows more requests. */
  #soon: NodeJS.Timeout | null = null;

  constructor(runtime: Runtime, deps: WorkerDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
    deps.gates.onHeld((gateName) => {
      this.#known = null;
      deps.slots.giveBack(gateName);
    });
    const work = (): Promise<number> => this.#claim();
    const failureEvent = "delivery.claim_failed";
    this.#loop = new WorkLoop(runtime, { topic: DELIVERIES_TOPIC, pollMs: POLL_MS, failureEvent, work });
  }

  start(): void {
    this.#loop.start();
  }

  /** Claims no more, gives back what was not sent, and waits for the answers to what was. */
  async stop(): Promise<void> {
    if (this.#soon) clearTimeout(this.#soon);
    await this.#loop.stop();
    this.#deps.slots.close();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
    await Promise.race([Promise.all(this.#sets), patience]);
    clearTimeout(timer);
  }

  /** Checks for due deliveries. */
  wake(): void {
    this.#loop.wake();
  }

  /** Sends all due deliveries, and waits for that. For tests, instead of `start`. */
  async drain(): Promise<void> {
    while ((await this.#claim()) > 0 || this.#sets.size > 0) await Promise.all(this.#sets);
  }

  /** Returns the number of claimed or moved deliveries. */
  async #claim(): Promise<number> {
    const { database, clock } = this.#runtime;
    const { queue, gates } = this.#deps;
    const now = clock.now();
    if (this.#known && gates.isCalm && clock.monotonic() < this.#known.until) {
      return this.#take(this.#shares(this.#known.due), now);
    }
    this.#known = null;
    await this.#findLost(now);
    const waiting = (await queue.waiting(database, now)).filter(({ dueAt }) => dueAt.getTime() <= now);
    const movedCount = await this.#failOver(waiting, now);
    const due = waiting.filter((each) => !isHeld(each, now));
    const wanted = this.#shares(due);
    this.#isMoreDue = wanted.length < due.length;
    if (wanted.length === 0 && !gates.hasNews) return movedCount;
    const { shares, readyAt, isFree, slots } = await gates.pass(wanted, this.#inHand);
    for (const [gateName, count] of slots) this.#deps.slots.allow(gateName, count);
    if (readyAt !== null) this.#wakeAt(readyAt - now);
    const claimedCount = await this.#take(shares, now);
    this.#isMoreDue ||= claimedCount === sumOf(wanted);
    if (isFree && claimedCount > 0 && claimedCount === sumOf(wanted)) {
      this.#known = { due, until: clock.monotonic() + KNOWN_MS };
    }
    return claimedCount + movedCount;
  }

  #shares(due: readonly WaitingQueue[]): QueueShare[] {
    const { slots, outcomes } = this.#deps;
    const perGate = slots.isFull ? SLOTS_MAX : CLAIMS_MAX;
    const free = outcomes.isFull ? 0 : IN_HAND_MAX - this.#count;
    const shares = fairShares(due, { free, perGate, inHand: this.#inHand });
    return shares.filter(({ gateName }) => this.#hasRoom(gateName));
  }

  /** Claims these shares and starts to process them. Returns the number of deliveries. */
  async #take(shares: readonly QueueShare[], now: number): Promise<number> {
    if (shares.length === 0) return 0;
    const { database } = this.#runtime;
    const claimed = await this.#deps.queue.claim(database, shares, { now, leaseEndsAt: now + CLAIM_MS });
    // Fewer deliveries than expected: the reading is outdated.
    if (claimed.length < sumOf(shares)) this.#known = null;
    const names = new Map(shares.map((share) => [queueName(share), share.gateName]));
    for (const set of groupBy(claimed, ({ channelId }) => channelId).values())
      this.#begin(set, (delivery) => names.get(queueName(delivery)) ?? "");
    return claimed.length;
  }

  /** Makes attempts decidable whose worker died: they stay in the queue of their provider, which may be held for long. */
  async #findLost(now: number): Promise<void> {
    if (now < this.#lostAt) return;
    this.#lostAt = now + LOST_EVERY_MS;
    await this.#deps.queue.findLost(this.#runtime.database, now);
  }

  /** Moves deliveries of a paused provider to the next one that is not paused. */
  async #failOver(waiting: readonly WaitingQueue[], now: number): Promise<number> {
    let count = 0;
    for (const queue of waiting) {
      const { nextPosition, dueKind } = queue;
      if (nextPosition === null || dueKind === DueKind.DECIDE || !isHeld(queue, now)) continue;
      count += await this.#deps.queue.failOver(this.#runtime.database, { ...queue, nextPosition }, now);
    }
    return count;
  }

  #wakeAt(inMs: number): void {
    if (this.#soon || !this.#loop.isRunning || inMs > POLL_MS) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.wake();
    }, inMs);
  }

  #begin(set: ClaimedDelivery[], gateOf: (delivery: ClaimedDelivery) => string): void {
    for (const delivery of set) this.#hold(gateOf(delivery), 1);
    const [inHand, left] = [new Set(set), new Set(set)];
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#sets.add(ended);
    const onReleased = (delivery: ClaimedDelivery): void => {
      if (!inHand.delete(delivery)) return;
      this.#hold(gateOf(delivery), -1);
      this.#refill(gateOf(delivery));
    };
    const onDone = (delivery: ClaimedDelivery): void => {
      onReleased(delivery);
      if (!left.delete(delivery) || left.size > 0) return;
      this.#refill(gateOf(delivery));
      this.#sets.delete(ended);
      end();
    };
    this.#work(set, { gateOf, onReleased, onDone }).catch((error: unknown) => {
      // What was claimed and not begun is due again when its lease ends.
      this.#runtime.log.warn({ event: "delivery.set_failed", err: error });
      for (const delivery of left) onDone(delivery);
    });
  }

  /** Prepares messages with attachments one by one, when there is room for their bytes. */
  async #work(set: readonly ClaimedDelivery[], listeners: WorkListeners): Promise<void> {
    const heavy = set.filter(({ content }) => attachedBytes(content) > 0);
    if (heavy.length === 0) return this.#prepare(set, listeners);
    const leaseEndsAt = this.#runtime.clock.now() + CLAIM_MS;
    for (const delivery of heavy) void this.#workHeavy(delivery, leaseEndsAt, listeners);
    const light = set.filter(({ content }) => attachedBytes(content) === 0);
    await this.#prepare(light, listeners);
  }

  async #workHeavy(delivery: ClaimedDelivery, leaseEndsAt: number, listeners: WorkListeners): Promise<void> {
    const { clock, log } = this.#runtime;
    try {
      await this.#room.during(attachedBytes(delivery.content), async () => {
        // A delivery that waited for longer than its lease is due again.
        if (clock.now() >= leaseEndsAt) return listeners.onDone(delivery);
        await new Promise<void>((resolve, reject) => {
          const onDone = (done: ClaimedDelivery): void => {
            listeners.onDone(done);
            resolve();
          };
          this.#prepare([delivery], { ...listeners, onDone }).catch(reject);
        });
      });
    } catch (error) {
      log.warn({ event: "delivery.set_failed", err: error });
      listeners.onDone(delivery);
    }
  }

  async #prepare(set: readonly ClaimedDelivery[], { gateOf, ...listeners }: WorkListeners): Promise<void> {
    const { preparer, slots, outcomes } = this.#deps;
    for await (const { sends, settlements, unprepared } of preparer.prepare(set)) {
      // They are due again when their lease ends.
      for (const delivery of unprepared) listeners.onDone(delivery);
      for (const settlement of settlements) {
        void outcomes.write(settlement).then(() => listeners.onDone(settlement.delivery));
      }
      const byGate = groupBy(sends, ({ delivery }) => gateOf(delivery));
      for (const [gateName, some] of byGate) slots.add(gateName, some, listeners);
    }
  }

  /** Claims more, where more is due and there is room for a set. */
  #refill(gateName: string): void {
    if (!this.#isMoreDue || this.#deps.outcomes.isFull) return;
    if (this.#hasRoom(gateName)) this.wake();
  }

  /** Whether a claim for this gate would be large. */
  #hasRoom(gateName: string): boolean {
    return (this.#inHand.get(gateName) ?? 0) <= CLAIMS_MAX * REFILL_AT;
  }

  #hold(name: string, count: number): void {
    this.#count += count;
    const inHand = (this.#inHand.get(name) ?? 0) + count;
    if (inHand > 0) this.#inHand.set(name, inHand);
    else this.#inHand.delete(name);
  }
}

function sumOf(shares: readonly QueueShare[]): number {
  return shares.reduce((total, { count }) => total + count, 0);
}

/** Whether no request may be sent to the provider now. */
function isHeld({ dueKind, stoppedUntil, isFailing }: WaitingQueue, now: number): boolean {
  return dueKind !== DueKind.DECIDE && (isFailing || (stoppedUntil !== null && stoppedUntil.getTime() > now));
}

function queueName({ channelId, position, dueKind }: Pick<QueueShare, "channelId" | "position" | "dueKind">): string {
  return `${channelId}/${position}/${dueKind}`;
}
