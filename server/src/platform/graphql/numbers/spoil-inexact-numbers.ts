import { AppError } from "../../errors/index.js";
import { isExactToken } from "./exact-number.js";

/**
 * Replaces a number that could not be represented exactly. All input checks refuse it, since it is beyond 2^53; and unlike
 * Infinity and minus zero it survives serialization as JSON.
 */
export const INEXACT = Number.MAX_VALUE;

/** A number with at most this many characters, and an exponent of at most two digits, is always exact. */
const SAFE_LENGTH = 15;
/** The length of an exponent including its letter and sign. */
const SAFE_EXPONENT_LENGTH = 3;
/** A text with more inexact numbers is refused as a whole. */
const LOST_MAX = 1000;
const TOO_MANY = `More than ${LOST_MAX} numbers are not carried exactly by JSON and JavaScript; send them as strings.`;
/** Scalars refuse deeper values for their depth. */
const DEPTH_MAX = 250;

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const SMALL_E = 0x65;
/** The bit that makes a letter a small one. */
const LOWER_CASE = 0x20;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Reads a JSON text; each number that a double does not carry is read as `INEXACT`. Throws as JSON.parse does, and an AppError where too many are. */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return spoilInexactNumbers(value, text);
}

/** The same for a value that came of `JSON.parse(text)`; it is changed in place. */
export function spoilInexactNumbers(value: unknown, text: string): unknown {
  return mayLose(text) ? new NumberScan(text, value).run() : value;
}

/** Whether any number of a valid JSON text may have lost something. Strings are skipped by `indexOf`, as fast as memory is. */
function mayLose(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at) - 1;
    } else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, at);
      if (isRisky(text, at, end)) return true;
      at = end - 1;
    }
  }
  return false;
}

/** An object or a list that the scan is in. */
interface Level {
  isList: boolean;
  /** The index of the current element, if this is a list. */
  index: number;
  /** Offsets of the member's name in the text, for objects; `keyEnd` is 0 for none. */
  keyStart: number;
  keyEnd: number;
  /** The result of JSON.parse; undefined until a number within it is found to be inexact. */
  parsed: unknown;
}

/** Walks a valid JSON text once. It looks up a number's place in the parsed value only if that number must be replaced. */
class NumberScan {
  readonly #text: string;
  readonly #levels: Level[];
  #lostCount = 0;

  constructor(text: string, value: unknown) {
    this.#text = text;
    this.#levels = [levelOf([value])];
  }

  run(): unknown {
    const text = this.#text;
    let level = this.#levels[0] ?? levelOf([]);
    const holder = level;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        const end = endOfString(text, at);
        // The first text of a member is its name.
        if (level.keyEnd === 0) Object.assign(level, { keyStart: at, keyEnd: end });
        at = end - 1;
      } else if (isDigit(code) || code === MINUS) {
        const end = endOfNumber(text, at);
        if (isRisky(text, at, end) && !isExactToken(text.slice(at, end))) this.#spoil();
        at = end - 1;
      } else if (code === COMMA) {
        level.index += 1;
        level.keyEnd = 0;
      } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
        level = levelOf(undefined, code === OPEN_LIST);
        this.#levels.push(level);
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        this.#levels.pop();
        level = this.#levels.at(-1) ?? holder;
      }
    }
    return Array.isArray(holder.parsed) ? holder.parsed[0] : undefined;
  }

  #spoil(): void {
    this.#lostCount += 1;
    if (this.#lostCount > LOST_MAX) throw new AppError("BAD_USER_INPUT", TOO_MANY);
    const levels = this.#levels;
    if (levels.length > DEPTH_MAX) return;
    // Found once for each level that the scan enters.
    for (const [depth, level] of levels.entries()) {
      const parent = levels[depth - 1];
      if (level.parsed === undefined && parent) level.parsed = this.#memberOf(parent) ?? null;
    }
    const level = levels.at(-1);
    // Of repeated members, JSON.parse used the other one.
    if (level && this.#memberOf(level) !== undefined) Reflect.set(Object(level.parsed), this.#keyOf(level), INEXACT);
  }

  #memberOf(level: Level): unknown {
    const { parsed } = level;
    const key = this.#keyOf(level);
    if (typeof parsed !== "object" || parsed === null || !Object.hasOwn(parsed, key)) return undefined;
    return Reflect.get(parsed, key);
  }

  #keyOf({ isList, index, keyStart, keyEnd }: Level): string {
    return isList ? String(index) : String(JSON.parse(this.#text.slice(keyStart, keyEnd)));
  }
}

function levelOf(parsed: unknown, isList = true): Level {
  return { isList, index: 0, keyStart: 0, keyEnd: 0, parsed };
}

/** The place behind the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (isInNumber(text.charCodeAt(end))) end += 1;
  return end;
}

function isRisky(text: string, start: number, end: number): boolean {
  if (end - start > SAFE_LENGTH) return true;
  if (text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === ZERO) return true;
  for (let at = start + 1; at < end - SAFE_EXPONENT_LENGTH; at += 1) {
    if ((text.charCodeAt(at) | LOWER_CASE) === SMALL_E) return true;
  }
  return false;
}

function isInNumber(code: number): boolean {
  return isDigit(code) || code === POINT || code === MINUS || code === PLUS || (code | LOWER_CASE) === SMALL_E;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
