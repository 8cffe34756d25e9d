import type { Answered } from "./outcome.js";

type GivenHeaders = Readonly<Record<string, string | string[] | number | undefined>>;

/** Collects the parts of one answer, for HTTP/1.1 and HTTP/2. */
export class AnswerParts {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #head: Pick<Answered, "status" | "headers"> | null = null;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Pseudo-headers of HTTP/2 are left out; several values of one header are joined. */
  begin(status: number, given: GivenHeaders): void {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(given)) {
      if (!name.startsWith(":")) headers[name] = [value ?? ""].flat().join(", ");
    }
    this.#head = { status, headers };
  }

  /** Keeps the bytes up to the limit; false once the body is larger. */
  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk.subarray(0, Math.max(this.#maxBytes - this.#bytes, 0)));
    this.#bytes += chunk.length;
    return this.#bytes <= this.#maxBytes;
  }

  /** Null if no status was received. */
  answer(isCut: boolean): Answered | null {
    const body = Buffer.concat(this.#chunks).toString("utf8");
    return this.#head && { kind: "answer", ...this.#head, body, isCut };
  }
}
