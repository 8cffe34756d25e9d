import type { Runtime } from "../../../platform/runtime/index.js";
import { bodyBytes } from "../../../providers/kit/request.js";
import { CLAIMS_PER_SLOT, SLOTS_MAX } from "../gates/gate.js";
import type { DeliveryQueueRepository } from "../queue/delivery-queue.repository.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import type { DeliverySender } from "./delivery-sender.service.js";
import type { PreparedSend } from "./prepared-send.js";

export interface RequestSlotsDeps {
  queue: DeliveryQueueRepository;
  sender: DeliverySender;
}

/** How a claimed delivery goes. */
export interface ClaimListeners {
  /** It is no longer in hand: its request was answered, or it was given back. */
  onReleased: (delivery: ClaimedDelivery) => void;
  /** Its outcome is written too. */
  onDone: (delivery: ClaimedDelivery) => void;
}

/** A send that waits for a slot. */
interface WaitingSend {
  send: PreparedSend;
  since: number;
  listeners: ClaimListeners;
}

/** What waits by one gate, and how many requests are under way. */
interface GateLine {
  waiting: WaitingSend[];
  underWay: number;
  slots: number;
}

/** One statement begins a set of attempts: while requests are under way, wait for this many free slots. */
const SET_MIN = 64;
/** Settings and suppressions may have changed since a send was prepared: after this long it is given back, and prepared anew. */
const STALE_MS = 5000;
/** With this much prepared, no more is claimed than there are slots. */
const WAITING_MAX_BYTES = 32 * 1024 * 1024;

/**
 * Slots for requests under way, by gate, and the prepared sends that wait for one. A slot is taken from the commit of the attempt to
 * the answer; the outcome is written later. A send is waiting → under way → done, or waiting → given back when its gate is held, when it
 * has waited for too long, or when the worker stops.
 */
export class RequestSlots {
  readonly #runtime: Runtime;
  readonly #deps: RequestSlotsDeps;
  readonly #lines = new Map<string, GateLine>();
  #waitingBytes = 0;
  #isClosed = false;

  constructor(runtime: Runtime, deps: RequestSlotsDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Whether so much is prepared that nothing is claimed beyond the slots. */
  get isFull(): boolean {
    return this.#waitingBytes > WAITING_MAX_BYTES;
  }

  /** Sets how many requests may be under way by a gate. What waits beyond what these slots need is given back. */
  allow(gateName: string, slots: number): void {
    const line = this.#lineOf(gateName);
    line.slots = slots;
    const kept = slots * CLAIMS_PER_SLOT;
    if (line.waiting.length > kept) void this.#giveBack(this.#take(line, kept, line.waiting.length));
    this.#launch(line);
  }

  /** Sends these as slots get free. Each listener is called once for each. */
  add(gateName: string, sends: readonly PreparedSend[], listeners: ClaimListeners): void {
    const line = this.#lineOf(gateName);
    const since = this.#runtime.clock.now();
    for (const send of sends) {
      this.#waitingBytes += bytesOf(send);
      line.waiting.push({ send, since, listeners });
    }
    if (this.#isClosed) this.giveBack(gateName);
    else this.#launch(line);
  }

  /** Makes what waits by a gate due again. */
  giveBack(gateName: string): void {
    const line = this.#lines.get(gateName);
    if (line) void this.#giveBack(this.#take(line, 0, line.waiting.length));
  }

  /** Begins no more requests: what waits is given back. */
  close(): void {
    this.#isClosed = true;
    for (const gateName of this.#lines.keys()) this.giveBack(gateName);
  }

  #lineOf(gateName: string): GateLine {
    const line = this.#lines.get(gateName) ?? { waiting: [], underWay: 0, slots: SLOTS_MAX };
    this.#lines.set(gateName, line);
    return line;
  }

  #take(line: GateLine, from: number, count: number): WaitingSend[] {
    const taken = line.waiting.splice(from, count);
    for (const { send } of taken) this.#waitingBytes -= bytesOf(send);
    return taken;
  }

  #launch(line: GateLine): void {
    for (;;) {
      const count = Math.min(line.slots - line.underWay, line.waiting.length);
      const isSmall = count < line.waiting.length && count < Math.min(SET_MIN, line.slots / 2);
      if (count <= 0 || (isSmall && line.underWay > 0)) return;
      const now = this.#runtime.clock.now();
      const taken = this.#take(line, 0, count);
      const fresh = taken.filter(({ since }) => now - since <= STALE_MS);
      if (fresh.length < taken.length) void this.#giveBack(taken.filter(({ since }) => now - since > STALE_MS));
      if (fresh.length > 0) void this.#send(line, fresh);
    }
  }

  async #send(line: GateLine, set: readonly WaitingSend[]): Promise<void> {
    line.underWay += set.length;
    const listeners = new Map(set.map((waiting) => [waiting.send, waiting.listeners]));
    const asked = new Set(listeners.keys());
    const onAnswered = (send: PreparedSend): void => {
      if (!asked.delete(send)) return;
      line.underWay -= 1;
      listeners.get(send)?.onReleased(send.delivery);
      this.#launch(line);
    };
    const onDone = (send: PreparedSend): void => {
      onAnswered(send);
      listeners.get(send)?.onDone(send.delivery);
    };
    try {
      await this.#deps.sender.send([...listeners.keys()], { onAnswered, onDone });
    } catch (error) {
      // What was claimed and not begun is due again when its lease ends.
      this.#runtime.log.warn({ event: "delivery.set_failed", err: error });
      for (const { send } of set) onDone(send);
    }
  }

  async #giveBack(waiting: readonly WaitingSend[]): Promise<void> {
    if (waiting.length === 0) return;
    const { database, log } = this.#runtime;
    try {
      const claimed = waiting.map(({ send }) => send.delivery);
      await this.#deps.queue.giveBack(database, claimed);
    } catch (error) {
      // They are due again when their lease ends.
      log.warn({ event: "delivery.not_given_back", count: waiting.length, err: error });
    }
    for (const { send, listeners } of waiting) {
      listeners.onReleased(send.delivery);
      listeners.onDone(send.delivery);
    }
  }
}

function bytesOf({ request }: PreparedSend): number {
  return request.kind === "unsendable" ? 0 : bodyBytes(request);
}
