import type { Runtime } from "../../../platform/runtime/index.js";
import type { Answer } from "../../../providers/kit/answer.js";
import type { Provider, RateLimit } from "../../../providers/kit/provider.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import { DueKind, gateNameOf, type QueueShare } from "../queue/waiting-queue.js";
import { newGate, passed, reported, type Gate, type GatePass, type GateReport } from "./gate.js";
import type { GateKey, GateRepository, ProviderStop } from "./gate.repository.js";

/** An attempt with its answer, as gates count it. */
export interface Answered {
  delivery: Pick<ClaimedDelivery, "environmentId" | "channelId">;
  provider: Provider;
  position: number;
  answer: Answer;
  /** Whether anybody was asked; not so where the request could not be made. */
  isAsked: boolean;
}

/** The deliveries that may be claimed. */
export interface Passed {
  shares: QueueShare[];
  /** When more may be claimed, if known. */
  readyAt: number | null;
  /** Whether no gate limits anything now. */
  isFree: boolean;
  /** How many requests this worker may have under way, by gate. */
  slots: ReadonlyMap<string, number>;
}

const NO_WAIT_MS = 1000;

/**
 * Asks the gates, which all workers share, how many requests may be sent, and reports the answers of providers to them. This takes
 * one transaction for each claim, not for each message: the transaction also reports the answers since the last claim. An answer
 * that stops or pauses a provider is reported at once.
 */
export class GateKeeper {
  readonly #runtime: Runtime;
  readonly #rows: GateRepository;
  readonly #providers: ReadonlyMap<string, Provider>;
  #id: string | null = null;
  readonly #reports = new Map<string, GateKey & { report: GateReport }>();
  /** The running probes of paused providers, by channel and position. */
  readonly #probes = new Set<string>();
  /** Gates whose slots this worker has written. */
  #held = new Map<string, GateKey>();
  /** This worker's own number of running requests, by gate. */
  #inHand: ReadonlyMap<string, number> = new Map();
  readonly #heldListeners: ((gateName: string) => void)[] = [];

  constructor(runtime: Runtime, rows: GateRepository, providers: ReadonlyMap<string, Provider>) {
    this.#runtime = runtime;
    this.#rows = rows;
    this.#providers = providers;
  }

  get #workerId(): string {
    return (this.#id ??= this.#runtime.newUuid());
  }

  /** `listener` is told each time that nothing may be sent by a gate now. */
  onHeld(listener: (gateName: string) => void): void {
    this.#heldListeners.push(listener);
  }

  /** The part of these shares that may be claimed now. */
  async pass(shares: readonly QueueShare[], inHand: ReadonlyMap<string, number>): Promise<Passed> {
    const open: QueueShare[] = [];
    const byGate = new Map<string, GateKey & { shares: QueueShare[] }>();
    for (const share of shares) {
      if (share.providerKey === null || share.dueKind === DueKind.DECIDE) open.push(share);
      else if (await this.#passesStop(share)) {
        const { environmentId, providerKey } = share;
        const gate = byGate.get(share.gateName) ?? { environmentId, providerKey, shares: [] };
        gate.shares.push(share.stoppedUntil === null ? share : { ...share, count: 1 });
        byGate.set(share.gateName, gate);
      }
    }
    this.#inHand = inHand;
    const passes = await this.#ask(byGate);
    let readyAt: number | null = null;
    const slots = new Map<string, number>();
    for (const [name, { shares: wanted }] of byGate) {
      const pass = passes.get(name);
      if (!pass) continue;
      open.push(...cut(wanted, pass));
      slots.set(name, pass.slots);
      if (pass.readyAt !== null) readyAt = Math.min(pass.readyAt, readyAt ?? Infinity);
    }
    const isFree = [...byGate].every(([name, { shares: wanted }]) => isUnlimited(passes.get(name), sums(wanted)));
    return { shares: open, readyAt, isFree, slots };
  }

  /** Whether no provider failed or asked for a pause since the last report to the gates. */
  get isCalm(): boolean {
    return [...this.#reports.values()].every(({ report }) => report.failed === 0 && report.pausedUntil === null);
  }

  /** Whether this worker has answers to report with the next claim. */
  get hasNews(): boolean {
    return this.#reports.size > 0 || this.#held.size > 0;
  }

  /**
   * Counts an answer. An answer that stops or pauses the provider, or that resumes it, is visible to all workers when the promise
   * resolves; other answers need no waiting.
   */
  report(answered: Answered): Promise<void> | undefined {
    const { delivery, provider, position, answer, isAsked } = answered;
    const isOfChannel = hasSharedFate(provider) || !isAsked;
    const stops = isOfChannel && (answer.outcome === "auth" || answer.outcome === "config");
    if (stops || answer.outcome === "throttled" || this.#probes.has(probeName(delivery.channelId, position))) {
      return this.#reportNow(answered, stops);
    }
    this.#count(answered);
    return undefined;
  }

  async #reportNow(answered: Answered, stops: boolean): Promise<void> {
    const { delivery, provider, position, answer } = answered;
    const { environmentId, channelId } = delivery;
    const isProbe = this.#probes.delete(probeName(channelId, position));
    try {
      if (stops && (answer.outcome === "auth" || answer.outcome === "config")) {
        const stop = { channelId, position, code: answer.code, reason: answer.reason, isProbe };
        return await this.#stop(stop, { provider, environmentId });
      }
      if (isProbe && isAnswered(answer)) await this.#rows.resume(this.#runtime.database, channelId, position);
      this.#count(answered);
      if (answer.outcome === "throttled" && hasSharedFate(provider)) await this.#ask(new Map());
    } catch (error) {
      // The outcome of the message must be stored all the same, and later answers report the same about the provider.
      this.#runtime.log.warn({ event: "delivery.gate_not_told", err: error });
    }
  }

  #count({ delivery: { environmentId }, provider, answer }: Answered): void {
    if (!hasSharedFate(provider)) return;
    const name = gateNameOf({ environmentId, providerKey: provider.key });
    let known = this.#reports.get(name);
    if (!known) {
      known = { environmentId, providerKey: provider.key, report: { ok: 0, failed: 0, pausedUntil: null } };
      this.#reports.set(name, known);
    }
    const { report } = known;
    report.pausedUntil = this.#pauseOf(answer) ?? report.pausedUntil;
    if (isAnswered(answer)) report.ok += 1;
    else if (answer.outcome !== "throttled") report.failed += 1;
  }

  async #passesStop({ stoppedUntil, channelId, position }: QueueShare): Promise<boolean> {
    if (stoppedUntil === null) return true;
    const { clock, database } = this.#runtime;
    if (!(await this.#rows.probe(database, { channelId, position }, clock.now()))) return false;
    this.#probes.add(probeName(channelId, position));
    return true;
  }

  async #stop(
    stop: ProviderStop,
    { provider, environmentId }: { provider: Provider; environmentId: number },
  ): Promise<void> {
    const { database, clock, log } = this.#runtime;
    this.#tellHeld(gateNameOf({ environmentId, providerKey: provider.key }));
    const isNew = await this.#rows.stop(database, stop, { providerKey: provider.key, now: clock.now() });
    if (!isNew) return;
    const { channelId, code } = stop;
    log.error({ event: "delivery.provider_stopped", environmentId, channelId, providerKey: provider.key, code });
  }

  /** Reports answers to the gates, and asks the wanted gates how much may pass. Locks gates in one order, in its own transaction. */
  async #ask(wanted: ReadonlyMap<string, GateKey & { shares: readonly QueueShare[] }>): Promise<Map<string, GatePass>> {
    const reports = new Map(this.#reports);
    const keys = new Map<string, GateKey>([...this.#held, ...reports, ...wanted]);
    const passes = new Map<string, GatePass>();
    if (keys.size === 0) return passes;
    this.#reports.clear();
    const { database, clock } = this.#runtime;
    const now = clock.now();
    const held = new Map<string, GateKey>();
    await database.transaction(async (tx) => {
      const gates = await this.#lock(tx, [...keys.values()], now);
      const after = gates.map(({ gate, ...key }) => {
        const name = gateNameOf(key);
        const limit = this.#limitOf(key.providerKey);
        const report = reports.get(name)?.report;
        const told = report ? reported(gate, report, { limit, now }) : gate;
        const wants = {
          workerId: this.#workerId,
          inHand: this.#inHand.get(name) ?? 0,
          ...sums(wanted.get(name)?.shares ?? []),
        };
        const { gate: next, pass } = passed(told, wants, now);
        passes.set(name, pass);
        if (next.slots[this.#workerId]) held.set(name, key);
        return { ...key, gate: next };
      });
      await this.#rows.update(tx, after);
    });
    this.#held = held;
    for (const [name, { isHeld }] of passes) if (isHeld) this.#tellHeld(name);
    return passes;
  }

  #tellHeld(gateName: string): void {
    for (const listener of this.#heldListeners) listener(gateName);
  }

  async #lock(
    tx: Parameters<GateRepository["lock"]>[0],
    keys: readonly GateKey[],
    now: number,
  ): Promise<(GateKey & { gate: Gate })[]> {
    const gates = await this.#rows.lock(tx, keys);
    if (gates.length === keys.length) return gates;
    const known = new Set(gates.map(gateNameOf));
    const missing = keys.filter((key) => !known.has(gateNameOf(key)));
    await this.#rows.insert(
      tx,
      missing.map(({ environmentId, providerKey }) => ({
        environmentId,
        providerKey,
        gate: newGate(this.#limitOf(providerKey), now),
      })),
    );
    return this.#rows.lock(tx, keys);
  }

  #limitOf(providerKey: string): RateLimit | null {
    return this.#providers.get(providerKey)?.rateLimit ?? null;
  }

  #pauseOf(answer: Answer): number | null {
    if (answer.outcome !== "throttled") return null;
    return this.#runtime.clock.now() + (answer.retryAfterMs ?? NO_WAIT_MS);
  }
}

function probeName(channelId: number, position: number): string {
  return `${channelId}/${position}`;
}

/** Whether an answer to one message says something about others: not where each message names its own receiver. */
export function hasSharedFate({ channelTypes }: Pick<Provider, "channelTypes">): boolean {
  return !channelTypes.some((type) => type === "WEBHOOK");
}

/** Whether the answer shows that the provider works, also when it rejects the message. */
function isAnswered({ outcome }: Answer): boolean {
  return outcome === "ok" || outcome === "gone" || outcome === "rejected" || outcome === "suppressed";
}

function sums(shares: readonly QueueShare[]): { firsts: number; retries: number } {
  const countOf = (kind: DueKind): number =>
    shares.reduce((sum, { dueKind, count }) => (dueKind === kind ? sum + count : sum), 0);
  return { firsts: countOf(DueKind.FIRST), retries: countOf(DueKind.RETRY) };
}

/** Whether all that was wanted passed a gate that has no rate. */
function isUnlimited(pass: GatePass | undefined, wanted: { firsts: number; retries: number }): boolean {
  return pass?.isFree === true && pass.firsts === wanted.firsts && pass.retries === wanted.retries;
}

/** Shares of one gate, reduced to the number of requests that may pass. */
function cut(shares: readonly QueueShare[], pass: GatePass): QueueShare[] {
  const left = { [DueKind.FIRST]: pass.firsts, [DueKind.RETRY]: pass.retries, [DueKind.DECIDE]: 0 };
  return shares.flatMap((share) => {
    const count = Math.min(share.count, left[share.dueKind]);
    left[share.dueKind] -= count;
    return count > 0 ? [{ ...share, count }] : [];
  });
}
