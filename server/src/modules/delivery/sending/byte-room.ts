interface Waiting {
  bytes: number;
  go(): void;
}

/** Bounds the bytes that are worked on at once. Work that does not fit waits in line; work larger than all the room goes alone. */
export class ByteRoom {
  readonly #max: number;
  readonly #line: Waiting[] = [];
  #held = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  async during<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(bytes, this.#max);
    if (this.#line.length === 0 && this.#held + taken <= this.#max) this.#held += taken;
    else await new Promise<void>((resolve) => this.#line.push({ bytes: taken, go: resolve }));
    try {
      return await work();
    } finally {
      this.#held -= taken;
      this.#next();
    }
  }

  /** Lets those at the head of the line in that fit now. */
  #next(): void {
    for (let first = this.#line[0]; first && this.#held + first.bytes <= this.#max; first = this.#line[0]) {
      this.#line.shift();
      this.#held += first.bytes;
      first.go();
    }
  }
}
