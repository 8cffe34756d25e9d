import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "../../platform/errors/index.js";
import { parseExactJson } from "../../platform/graphql/index.js";

/** The maximum number of values in bodies without a key, and on routes without another limit. */
const VALUES_MAX = 20_000;

/** Bodies up to this size are counted at once, larger ones as they arrive. */
export const COUNTED_WHOLE_BYTES = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;

/**
 * Counts the values of a JSON text, chunk by chunk as it arrives. Each value but the first follows a comma or opens a list
 * or an object, so these are counted outside of strings.
 */
export class ValueCounter {
  readonly #max: number;
  #count = 0;
  #isInString = false;
  #isEscaped = false;

  constructor(max: number) {
    this.#max = max;
  }

  /** Throws as soon as there are more values than allowed. */
  add(chunk: Uint8Array): void {
    let at = this.#isEscaped ? 1 : 0;
    this.#isEscaped = false;
    while (at < chunk.length) {
      at = this.#isInString ? this.#afterString(chunk, at) : this.#afterValues(chunk, at);
      if (this.#count > this.#max) throw tooManyValues(this.#max);
    }
  }

  /**
   * Continues at the end of a string, by a search that the processor does many bytes at a time: a string may be the whole
   * body.
   */
  #afterString(chunk: Uint8Array, from: number): number {
    const quote = chunk.indexOf(QUOTE, from);
    const end = quote < 0 ? chunk.length : quote;
    let first = end;
    while (first > from && chunk[first - 1] === BACKSLASH) first -= 1;
    // In a sequence of backslashes, each second one is itself escaped.
    const isEscaped = (end - first) % 2 === 1;
    if (quote < 0) this.#isEscaped = isEscaped;
    else this.#isInString = isEscaped;
    return end + 1;
  }

  /** Continues at the beginning of the next string. */
  #afterValues(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#isInString = true;
        return at + 1;
      }
      if (byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT) this.#count += 1;
    }
    return at;
  }
}

function tooManyValues(max: number): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", `A request body may hold ${max} values; this one holds more.`);
}

/**
 * Parses the JSON bodies of every route. The number of values is limited before parsing: the cost of parsing and walking
 * depends on it, and 8 MiB of empty lists take seconds. The values of larger bodies are counted as they arrive. Numbers that
 * JSON.parse would round become one that GraphQL's scalars refuse.
 */
export function parseJsonBodies(app: FastifyInstance, valuesMaxOf: (request: FastifyRequest) => number | null): void {
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (request: FastifyRequest, body: Buffer) => {
    const max = valuesMaxOf(request);
    if (max === null || body.length <= COUNTED_WHOLE_BYTES) new ValueCounter(max ?? VALUES_MAX).add(body);
    return parse(body);
  });
}

function parse(body: Buffer): unknown {
  if (body.length === 0) throw new AppError("BAD_REQUEST", "The body is empty; JSON was announced.");
  if (!isUtf8(body)) throw new AppError("BAD_REQUEST", "The body is no text in UTF-8.");
  const text = body.toString("utf8");
  try {
    return parseExactJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("BAD_REQUEST", "The body is no JSON.");
  }
}
