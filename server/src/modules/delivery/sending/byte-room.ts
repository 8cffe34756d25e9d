interface Waiting {
  bytes: number;
  go(): void;
}

/** Limits the bytes of concurrent work. Work that does not fit waits in line. Work that is larger than the limit runs alone. */
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

  /** Starts the work at the head of the line that fits now. */
  #next(): void {
    for (let first = this.#line[0]; first && this.#held + first.bytes <= this.#max; first = this.#line[0]) {
      this.#line.shift();
      this.#held += first.bytes;
      first.go();
    }
  }
}
