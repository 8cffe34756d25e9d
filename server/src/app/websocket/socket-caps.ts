import { readFileSync } from "node:fs";

/** Maximum numbers of sockets and operations; 0 for no limit. */
export interface SocketCaps {
  /** Sockets of this process. */
  sockets: number;
  /** Sockets of one address that have not shown good credentials. */
  unknownPerAddress: number;
  /** Sockets of one API key in this process, public or secret. */
  perKey: number;
  /** Sockets of one user in this process, over all tabs and devices. */
  perUser: number;
  /** Running operations of one user in this process, over all its sockets. */
  operationsPerUser: number;
  /** Running operations of this process. */
  operations: number;
}

const SOCKETS_MAX = 50_000;
/** Share of the process's file descriptors; the rest is for HTTP, the database, Redis and files. */
const SHARE = 0.6;
/** The usual soft limit, if the system does not report one. */
const DESCRIPTORS_BY_DEFAULT = 1024;

/** Caps that are left out are derived from the process's file descriptor limit. */
export type GivenCaps = { [Cap in keyof SocketCaps]?: SocketCaps[Cap] | undefined };

/** Caps that leave descriptors for everything else. */
export function capsOf(descriptors: number, given: GivenCaps = {}): SocketCaps {
  const sockets = given.sockets ?? Math.min(SOCKETS_MAX, Math.max(16, Math.floor(descriptors * SHARE)));
  return {
    sockets,
    unknownPerAddress: given.unknownPerAddress ?? Math.min(1000, Math.max(8, Math.floor(sockets / 4))),
    perKey: given.perKey ?? Math.ceil(sockets * 0.9),
    perUser: given.perUser ?? 50,
    operationsPerUser: given.operationsPerUser ?? 250,
    operations: given.operations ?? sockets * 2,
  };
}

/** The number of descriptors that this process may open. Node raises its soft limit to the hard limit at start. */
export function descriptorLimit(): number {
  try {
    const line = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    if (line === "unlimited") return Number.MAX_SAFE_INTEGER;
    if (line) return Number(line);
  } catch {
    // Only Linux has the file.
  }
  return DESCRIPTORS_BY_DEFAULT;
}

/** The owner of a socket with valid credentials. */
export interface Holder {
  apiKeyId: string;
  /** Null for a secret key. */
  userKey: string | null;
}

/** Counts sockets and operations, and refuses those above the limits. */
export class SocketCensus {
  readonly caps: SocketCaps;
  readonly #keys = new Map<string, number>();
  readonly #users = new Map<string, number>();
  readonly #operations = new Map<string, number>();
  #operationCount = 0;

  constructor(caps: SocketCaps) {
    this.caps = caps;
  }

  get operationCount(): number {
    return this.#operationCount;
  }

  /** Why this holder may open no further socket; null after counting it. */
  enter({ apiKeyId, userKey }: Holder): string | null {
    if (isFull(this.#keys, apiKeyId, this.caps.perKey)) return "Too many sockets are open with this key.";
    if (userKey !== null && isFull(this.#users, userKey, this.caps.perUser)) {
      return `A user may have ${this.caps.perUser} sockets open.`;
    }
    add(this.#keys, apiKeyId, 1);
    if (userKey !== null) add(this.#users, userKey, 1);
    return null;
  }

  leave({ apiKeyId, userKey }: Holder): void {
    add(this.#keys, apiKeyId, -1);
    if (userKey !== null) add(this.#users, userKey, -1);
  }

  /** Why this holder may start no further operation; null after counting it. */
  begin({ userKey }: Holder): string | null {
    if (this.#operationCount >= this.caps.operations) return "Too many operations run on this server.";
    if (userKey !== null && isFull(this.#operations, userKey, this.caps.operationsPerUser)) {
      return `A user may have ${this.caps.operationsPerUser} operations running, over all sockets.`;
    }
    this.#operationCount += 1;
    if (userKey !== null) add(this.#operations, userKey, 1);
    return null;
  }

  end({ userKey }: Holder): void {
    this.#operationCount -= 1;
    if (userKey !== null) add(this.#operations, userKey, -1);
  }
}

function isFull(counts: ReadonlyMap<string, number>, name: string, max: number): boolean {
  return max > 0 && (counts.get(name) ?? 0) >= max;
}

function add(counts: Map<string, number>, name: string, change: number): void {
  const count = (counts.get(name) ?? 0) + change;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}
