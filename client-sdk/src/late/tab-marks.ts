import type { MarkEvent, MarkListener } from "../feed/model.js";
import { openTabChannel, type TabChannel, type TabMessage } from "./cross-tab.js";

// A tab that closes with a mark in flight never reports the result; a tab with a waiting mark repeats its message
// within 30 s.
const FOREIGN_MARK_MS = 60_000;

/** The dependencies of other tabs' marks on this tab. */
export interface TabMarksOptions {
  /** Marks of this tab without an outcome, by id. */
  readonly pending: ReadonlyMap<string, readonly [event: MarkEvent, feedKey: string | null]>;
  readonly onMark: MarkListener;
  onPersonLeft(): void;
}

/** Marks in flight between the tabs of one user. */
export interface TabMarks {
  post(message: TabMessage): void;
  /** Leaves; marks of other tabs without a result count as failed. */
  close(): void;
}

/** Joins the tabs of one person; null where the platform has no BroadcastChannel. */
export function joinTabs(name: string, options: TabMarksOptions): TabMarks | null {
  const foreign = new ForeignMarks(options);
  const channel = openTabChannel(name, (message) => {
    if (channel !== null) foreign.onMessage(channel, message);
  });
  channel?.post({ kind: "joined" });
  return (
    channel && {
      post: (message) => channel.post(message),
      close() {
        channel.close();
        foreign.close();
      },
    }
  );
}

/** Marks that other tabs have started. */
class ForeignMarks {
  readonly #options: TabMarksOptions;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(options: TabMarksOptions) {
    this.#options = options;
  }

  onMessage(channel: TabChannel, message: TabMessage): void {
    const { pending, onMark, onPersonLeft } = this.#options;
    if (message.kind === "personLeft") return onPersonLeft();
    if (message.kind === "joined") {
      for (const [event, feedKey] of pending.values()) channel.post({ kind: "mark", feedKey, event });
      return;
    }
    const { event, feedKey } = message;
    if (event.type === "markStarted") this.#expectEnd(event.mark.id);
    else this.#forget(event.id);
    onMark(event, feedKey);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const id of this.#timers.keys()) this.#options.onMark({ type: "markFailed", id }, null);
    this.#timers.clear();
  }

  #expectEnd(id: string): void {
    this.#forget(id);
    const giveUp = (): void => {
      this.#timers.delete(id);
      this.#options.onMark({ type: "markFailed", id }, null);
    };
    this.#timers.set(id, setTimeout(giveUp, FOREIGN_MARK_MS));
  }

  #forget(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }
}
