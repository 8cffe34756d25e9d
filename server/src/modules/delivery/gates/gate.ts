import type { RateLimit } from "../../../providers/kit/provider.js";

/**
 * What all workers know of one provider in one environment: a token bucket, a bulkhead, a circuit breaker and a retry budget.
 * Times are milliseconds since 1970.
 *
 * States of the breaker: closed (`openUntil` is null) → (too many failures, or a wait that the provider asked for) open, until
 * the time → half open: one request passes, and the breaker is open for a minute more → closed by its success, or open again.
 */
export interface Gate {
  /** Requests a second; null where the provider declares no limit. It grows with successes and is halved by a 429. */
  rate: number | null;
  tokens: number;
  /** The retry budget: each retry costs one token, and each success adds one. */
  retryTokens: number;
  /** When tokens were last added and counts last faded. */
  countedAt: number;
  /** Answers of about the last half minute; older ones fade. */
  okCount: number;
  failedCount: number;
  openUntil: number | null;
  isProbing: boolean;
  /** How often the breaker opened because of failures since it was last closed. */
  tripCount: number;
  /** By worker: the number of running requests, and when this number expires. */
  slots: Record<string, { inHand: number; endsAt: number }>;
}

/** The answers that a worker got since its last report. */
export interface GateReport {
  ok: number;
  failed: number;
  /** The earliest time for the next request, if the provider gave one. */
  pausedUntil: number | null;
}

export interface GateWants {
  workerId: string;
  /** What this worker has claimed already: requests under way, and messages that wait for one of its slots. */
  inHand: number;
  firsts: number;
  retries: number;
}

/** How many requests pass. `readyAt`: when more may pass; null if only running requests limit it. */
export interface GatePass {
  firsts: number;
  retries: number;
  readyAt: number | null;
  /** Whether the breaker is closed and the provider has no rate limit, so that only running requests count. */
  isFree: boolean;
  /** Whether nothing may be sent now: messages that wait for a slot are given back. */
  isHeld: boolean;
  /** How many requests this worker may have under way. */
  slots: number;
}

export type BreakerState = "closed" | "open" | "half_open";

/** The largest number of running requests of all workers, also to a provider that does not answer. */
const BULKHEAD = 256;
/** The same of one worker. */
export const SLOTS_MAX = 128;
/**
 * How many messages a worker claims for each slot of a provider without a rate limit, so that no slot waits for a claim: those
 * beyond the slots wait in the worker, ready to be sent.
 */
export const CLAIMS_PER_SLOT = 6;
/** The most that one worker has in hand by one gate. */
export const CLAIMS_MAX = SLOTS_MAX * CLAIMS_PER_SLOT;
/** A worker reports every two seconds; the slots of one that does not are free again after this. */
const SLOTS_MS = 20_000;
const FADE_MS = 30_000;
/** The breaker opens when at least this many recent answers are failures, and they are at least this part of all. */
const TRIP_FAILURES = 10;
const TRIP_PART = 0.8;
const COOLDOWN_MS = 15_000;
const COOLDOWN_MAX_MS = 300_000;
/** Longer than a request takes, so that only one probe is under way. */
const PROBE_MS = 60_000;
const RETRIES_PER_SECOND = 10;
const RETRY_TOKENS_MAX = 100;
const RATE_GROWTH = 0.1;
const RATE_MAX = 100_000;
const LEAST_WAIT_MS = 50;

export function newGate(limit: RateLimit | null, now: number): Gate {
  const rate = rateOf(limit);
  return {
    ...{ rate, tokens: rate ?? 0, retryTokens: RETRY_TOKENS_MAX, countedAt: now, okCount: 0, failedCount: 0 },
    ...{ openUntil: null, isProbing: false, tripCount: 0, slots: {} },
  };
}

export function breakerOf({ openUntil, isProbing }: Pick<Gate, "openUntil" | "isProbing">, now: number): BreakerState {
  if (openUntil === null) return "closed";
  return openUntil <= now || isProbing ? "half_open" : "open";
}

/** Whether the breaker is open because of failures, so that messages fail over to another provider. */
export function isFailing({ openUntil, tripCount }: Gate, now: number): boolean {
  return openUntil !== null && openUntil > now && tripCount > 0;
}

/** The gate after a report. */
export function reported(
  gate: Gate,
  report: GateReport,
  { limit, now }: { limit: RateLimit | null; now: number },
): Gate {
  const next = counted(gate, now);
  next.okCount += report.ok;
  next.failedCount += report.failed;
  next.retryTokens = Math.min(RETRY_TOKENS_MAX, next.retryTokens + report.ok);
  const least = rateOf(limit);
  if (next.rate !== null && least !== null) {
    const grown = next.rate + RATE_GROWTH * Math.min(report.ok, next.rate);
    next.rate = report.pausedUntil === null ? Math.min(grown, RATE_MAX) : Math.max(least, next.rate / 2);
  }
  if (report.pausedUntil !== null && report.pausedUntil > (next.openUntil ?? 0)) {
    return { ...next, openUntil: report.pausedUntil, isProbing: false };
  }
  if (next.isProbing) {
    // After a pause, any answer says that the provider is asked again as before.
    if (report.failed > 0 && next.tripCount > 0) return tripped(next, now);
    if (report.failed > 0) return { ...next, openUntil: null, isProbing: false };
    if (report.ok > 0) return { ...next, openUntil: null, isProbing: false, tripCount: 0, failedCount: 0 };
    return next;
  }
  const total = next.okCount + next.failedCount;
  const isBad = next.failedCount >= TRIP_FAILURES && next.failedCount >= TRIP_PART * total;
  return next.openUntil === null && isBad ? tripped(next, now) : next;
}

/** How many requests pass now, and the gate after they have. */
export function passed(gate: Gate, wants: GateWants, now: number): { gate: Gate; pass: GatePass } {
  const next = counted(gate, now);
  const others = Object.entries(next.slots).filter(([id, { endsAt }]) => id !== wants.workerId && endsAt > now);
  next.slots = Object.fromEntries(others);
  const free = BULKHEAD - others.reduce((sum, [, { inHand }]) => sum + inHand, 0);
  const slots = Math.max(0, Math.min(free, SLOTS_MAX));
  const pass = granted(next, wants, { slots, now });
  const { firsts, retries } = pass;
  const inHand = Math.min(wants.inHand + firsts + retries, slots);
  if (inHand > 0) next.slots[wants.workerId] = { inHand, endsAt: now + SLOTS_MS };
  if (next.rate !== null) next.tokens -= firsts + retries;
  next.retryTokens -= retries;
  if (next.openUntil !== null && firsts + retries > 0) {
    next.openUntil = now + PROBE_MS;
    next.isProbing = true;
  }
  return { gate: next, pass };
}

/** The breaker closed by hand. */
export function closed(gate: Gate): Gate {
  return { ...gate, openUntil: null, isProbing: false, tripCount: 0, okCount: 0, failedCount: 0 };
}

function granted(gate: Gate, wants: GateWants, { slots, now }: { slots: number; now: number }): GatePass {
  const room = Math.max(0, slots - wants.inHand);
  if (gate.openUntil !== null) return ofOpen(gate, wants, { slots, room, now });
  const { rate } = gate;
  const claims = Math.max(0, slots * CLAIMS_PER_SLOT - wants.inHand);
  const tokens = rate === null ? claims : Math.min(room, Math.floor(gate.tokens));
  const retryRoom = Math.min(wants.retries, Math.floor(gate.retryTokens));
  // If both first attempts and retries wait and not all fit, retries get at most half.
  const retries = Math.min(retryRoom, Math.max(Math.ceil(tokens / 2), tokens - wants.firsts));
  const firsts = Math.min(wants.firsts, tokens - retries);
  const waits: number[] = [];
  if (rate !== null && firsts + retries < wants.firsts + retryRoom && firsts + retries < room) {
    waits.push(((1 - (gate.tokens % 1)) / rate) * 1000);
  }
  if (retryRoom < wants.retries) waits.push(1000 / RETRIES_PER_SECOND);
  const readyAt = waits.length > 0 ? now + Math.max(LEAST_WAIT_MS, Math.min(...waits)) : null;
  return { firsts, retries, readyAt, isFree: rate === null, isHeld: false, slots };
}

/** Nothing passes an open breaker before its time, and then one request. */
function ofOpen(
  { openUntil }: Gate,
  { firsts, retries }: GateWants,
  { slots, room, now }: { slots: number; room: number; now: number },
): GatePass {
  const nothing = { firsts: 0, retries: 0, readyAt: null, isFree: false, isHeld: false, slots };
  if (openUntil !== null && openUntil > now) return { ...nothing, readyAt: openUntil, isHeld: true };
  const probe = room > 0 ? 1 : 0;
  if (firsts > 0) return { ...nothing, firsts: probe };
  return { ...nothing, retries: retries > 0 ? probe : 0 };
}

function tripped(gate: Gate, now: number): Gate {
  const cooldown = Math.min(COOLDOWN_MAX_MS, COOLDOWN_MS * 2 ** gate.tripCount);
  const tripCount = gate.tripCount + 1;
  return { ...gate, openUntil: now + cooldown, isProbing: false, tripCount, okCount: 0, failedCount: 0 };
}

/** Adds the tokens of the time since the last count, and reduces the counts of old answers. */
function counted(gate: Gate, now: number): Gate {
  const elapsed = Math.max(0, now - gate.countedAt);
  const fade = 0.5 ** (elapsed / FADE_MS);
  const { rate } = gate;
  return {
    ...gate,
    tokens: rate === null ? 0 : Math.min(Math.max(1, rate), gate.tokens + (elapsed / 1000) * rate),
    retryTokens: Math.min(RETRY_TOKENS_MAX, gate.retryTokens + (elapsed / 1000) * RETRIES_PER_SECOND),
    okCount: gate.okCount * fade,
    failedCount: gate.failedCount * fade,
    countedAt: Math.max(now, gate.countedAt),
  };
}

function rateOf(limit: RateLimit | null): number | null {
  return limit && (limit.requests / limit.perMs) * 1000;
}
