/** A socket that has not shown credentials. */
export interface UnknownSocket {
  readonly address: string;
  /** Whether it has sent its credentials, so that it is about to be known. */
  readonly hasAsked: boolean;
  evict(): void;
}

export interface UnknownCaps {
  perAddress: number;
  total: number;
}

/**
 * Sockets without credentials so far, oldest first. If there are too many, the longest silent one is closed: a client
 * sends its credentials as soon as it is connected. So newcomers are admitted however many silent sockets an address
 * has, and clients behind the same proxy are not locked out.
 */
export class UnknownSockets {
  readonly #caps: UnknownCaps;
  readonly #all = new Set<UnknownSocket>();
  readonly #counts = new Map<string, number>();

  constructor(caps: UnknownCaps) {
    this.#caps = caps;
  }

  get size(): number {
    return this.#all.size;
  }

  add(socket: UnknownSocket): void {
    this.#all.add(socket);
    this.#counts.set(socket.address, (this.#counts.get(socket.address) ?? 0) + 1);
    if ((this.#counts.get(socket.address) ?? 0) > this.#caps.perAddress) this.evictSilent(socket.address);
    else if (this.#all.size > this.#caps.total) this.evictSilent();
  }

  remove(socket: UnknownSocket): void {
    if (!this.#all.delete(socket)) return;
    const count = (this.#counts.get(socket.address) ?? 1) - 1;
    if (count > 0) this.#counts.set(socket.address, count);
    else this.#counts.delete(socket.address);
  }

  /** Whether there was one to close. */
  evictSilent(address?: string): boolean {
    for (const socket of this.#all) {
      if (socket.hasAsked || (address !== undefined && socket.address !== address)) continue;
      this.remove(socket);
      socket.evict();
      return true;
    }
    return false;
  }
}
