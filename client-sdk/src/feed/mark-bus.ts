import { callEach } from "../listeners.js";
import type { MarkEvent, MarkListener } from "./model.js";
import type { TabMarks } from "../late/tab-marks.js";
import type { Late } from "../client/load-late.js";

/** Carries marks between the lists of this client, and to and from the user's other tabs. */
export class MarkBus {
  readonly #onPersonLeft: () => void;
  readonly #listeners = new Set<MarkListener>();
  /** Marks without a result, for lists that are opened later. */
  readonly #pending = new Map<string, [event: MarkEvent, feedKey: string | null]>();
  #tabs: TabMarks | null = null;

  /** `onPersonLeft` is called when another tab has another person signed in. */
  constructor(onPersonLeft: () => void) {
    this.#onPersonLeft = onPersonLeft;
  }

  /** Returns a function that unsubscribes. */
  listen(listener: MarkListener): () => void {
    this.#listeners.add(listener);
    for (const [event, feedKey] of this.#pending.values()) listener(event, feedKey);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(event: MarkEvent, feedKey: string | null): void {
    this.#deliver(event, feedKey);
    this.#tabs?.post({ kind: "mark", feedKey, event });
  }

  /** Joins the tabs with this name. */
  joinTabs(late: Late, name: string): void {
    this.#tabs ??= late.joinTabs(name, {
      pending: this.#pending,
      onMark: (event, feedKey) => this.#deliver(event, feedKey),
      onPersonLeft: () => this.#onPersonLeft(),
    });
  }

  leaveTabs(): void {
    this.#tabs?.close();
    this.#tabs = null;
  }

  /** Tells the person's other tabs that another person is signed in here. */
  sayPersonLeft(): void {
    this.#tabs?.post({ kind: "personLeft" });
  }

  close(): void {
    this.#listeners.clear();
    this.#pending.clear();
    this.leaveTabs();
  }

  #deliver(event: MarkEvent, feedKey: string | null): void {
    if (event.type === "markStarted") this.#pending.set(event.mark.id, [event, feedKey]);
    else this.#pending.delete(event.id);
    callEach(this.#listeners, event, feedKey);
  }
}
