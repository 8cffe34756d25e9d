import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";

const IGNORED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Merges the data of many items. The result equals repeated `deepMerge`, without copying the data merged so far. */
export function mergeAll(items: Iterable<JsonObject>): JsonObject {
  const merged: JsonObject = {};
  for (const item of items) mergeInto(merged, item);
  return merged;
}

function mergeInto(merged: JsonObject, patch: JsonObject): void {
  for (const [key, change] of Object.entries(patch)) {
    if (IGNORED.has(key) || change === undefined) continue;
    if (change === null) {
      delete merged[key];
      continue;
    }
    if (!isJsonObject(change)) {
      merged[key] = change;
      continue;
    }
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const under = isJsonObject(before) ? before : {};
    merged[key] = under;
    mergeInto(under, change);
  }
}

/**
 * Like `mergeAll`, but from the last item to the first, so that it can stop early: later items win. Keys are in the
 * order in which they are found.
 */
export class BackwardMerge {
  readonly #merged: JsonObject = {};
  /** Objects that replaced something else: what older items say of them does not count. */
  readonly #closed = new WeakSet<object>();
  #size = 0;

  /** Its approximate number of characters. */
  get size(): number {
    return this.#size;
  }

  addOlder(item: JsonObject): void {
    this.#fill(this.#merged, item);
  }

  /** No item may be added afterwards. */
  get merged(): JsonObject {
    dropNulls(this.#merged);
    return this.#merged;
  }

  #fill(target: JsonObject, older: JsonObject): void {
    for (const [key, value] of Object.entries(older)) {
      if (IGNORED.has(key) || value === undefined) continue;
      const known = Object.hasOwn(target, key) ? target[key] : undefined;
      if (known === undefined) target[key] = this.#copied(key, value);
      else if (isJsonObject(known) && !this.#closed.has(known)) {
        if (isJsonObject(value)) this.#fill(known, value);
        else this.#closed.add(known);
      }
    }
  }

  #copied(key: string, value: Json): Json {
    this.#size += key.length;
    if (!isJsonObject(value)) {
      this.#size += lengthOf(value);
      return value;
    }
    const copy: JsonObject = {};
    this.#fill(copy, value);
    return copy;
  }
}

function lengthOf(value: Json): number {
  return typeof value === "string" ? value.length : JSON.stringify(value).length;
}

/** A null unsets its key. */
function dropNulls(object: JsonObject): void {
  for (const [key, value] of Object.entries(object)) {
    if (value === null) delete object[key];
    else if (isJsonObject(value)) dropNulls(value);
  }
}
