import type { Unsubscribe } from "../hints/index.js";
import type { Logger } from "../logging/index.js";
import type { ChangeHints } from "./change-hints.js";
import { TailGroup, type Matching } from "./tail-group.js";
import type { TailEvent } from "./tail-subscriber.js";

/** Which rows are watched. */
export interface TailRequest {
  readonly environmentId: number;
  /** The kind of rows, such as `run`. */
  readonly kind: string;
  /** Equal for equal filters; readers with equal ones share what is read. */
  readonly filterKey: string;
  readonly matching: Matching;
}

/** Sends what comes and changes to those who watch. */
export class Tails {
  /** Where modules say which rows came or changed. */
  readonly changes: ChangeHints;
  readonly #log: Logger;
  readonly #groups = new Map<string, { group: TailGroup; leave: Unsubscribe }>();

  constructor(changes: ChangeHints, log: Logger) {
    this.changes = changes;
    this.#log = log;
  }

  /** The first event is a reset: what is read after it is complete together with the events that follow. */
  watch(request: TailRequest): AsyncIterableIterator<TailEvent> {
    const { environmentId, kind, filterKey, matching } = request;
    const name = JSON.stringify([environmentId, kind, filterKey]);
    const known = this.#groups.get(name);
    const group = known?.group ?? new TailGroup(matching, this.#log);
    if (!known) {
      const leave = this.changes.watch(environmentId, kind, (changes) => group.hear(changes));
      this.#groups.set(name, { group, leave });
    }
    return group.enter(() => this.#left(name));
  }

  #left(name: string): void {
    const found = this.#groups.get(name);
    if (!found || found.group.size > 0) return;
    this.#groups.delete(name);
    found.leave();
    found.group.close();
  }
}
