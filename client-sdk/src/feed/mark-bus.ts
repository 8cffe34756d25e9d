import { callEach } from "../listeners.js";
import type { MarkEvent } from "./model.js";
import type { TabChannel, TabMessage } from "../late/cross-tab.js";
import { loadLate } from "../client/load-late.js";

// A tab that dies with a mark on its way never says what became of it; one that waits says so again within 30 s.
const FOREIGN_MARK_MS = 60_000;

/** Hears of marks made anywhere; `feedKey` is null if they may be in any feed. */
export type MarkListener = (event: MarkEvent, feedKey: string | null) => void;

/** Carries marks between the lists of this client, and to and from the user's other tabs. */
export class MarkBus {
  private readonly listeners = new Set<MarkListener>();
  /** Marks without an outcome, for lists that are opened later. */
  private readonly pending = new Map<string, [event: MarkEvent, feedKey: string | null]>();
  private readonly foreign = new Map<string, ReturnType<typeof setTimeout>>();
  private tabs: TabChannel | null = null;
  private generation = 0;

  /** `onPersonLeft` is called when another tab finds that somebody else is signed in. */
  constructor(private readonly onPersonLeft: () => void) {}

  /** Returns how to stop. */
  listen(listener: MarkListener): () => void {
    this.listeners.add(listener);
    for (const [event, feedKey] of this.pending.values()) listener(event, feedKey);
    return () => {
      this.listeners.delete(listener);
    };
  }

  publish(event: MarkEvent, feedKey: string | null): void {
    this.deliver(event, feedKey);
    this.tabs?.post({ kind: "mark", feedKey, event });
  }

  /** Joins the tabs that go by this name. */
  joinTabs(name: string): void {
    const { generation } = this;
    loadLate().then(
      ({ openTabChannel }) => {
        if (generation !== this.generation || this.tabs !== null) return;
        this.tabs = openTabChannel(name, (message) => this.onMessage(message));
        this.tabs?.post({ kind: "joined" });
      },
      // Without them each tab is told by the server, a moment later.
      () => undefined,
    );
  }

  leaveTabs(): void {
    this.generation += 1;
    this.tabs?.close();
    this.tabs = null;
    for (const timer of this.foreign.values()) clearTimeout(timer);
    for (const id of this.foreign.keys()) this.deliver({ type: "markFailed", id }, null);
    this.foreign.clear();
  }

  /** Tells the person's other tabs that somebody else is signed in here. */
  sayPersonLeft(): void {
    this.tabs?.post({ kind: "personLeft" });
  }

  close(): void {
    this.listeners.clear();
    this.pending.clear();
    this.leaveTabs();
  }

  private onMessage(message: TabMessage): void {
    if (message.kind === "personLeft") {
      this.onPersonLeft();
      return;
    }
    if (message.kind === "joined") {
      for (const [event, feedKey] of this.pending.values()) this.tabs?.post({ kind: "mark", feedKey, event });
      return;
    }
    const { event, feedKey } = message;
    if (event.type === "markStarted") this.expectEnd(event.mark.id);
    else this.forget(event.id);
    this.deliver(event, feedKey);
  }

  private expectEnd(id: string): void {
    this.forget(id);
    const giveUp = () => {
      this.foreign.delete(id);
      this.deliver({ type: "markFailed", id }, null);
    };
    this.foreign.set(id, setTimeout(giveUp, FOREIGN_MARK_MS));
  }

  private forget(id: string): void {
    clearTimeout(this.foreign.get(id));
    this.foreign.delete(id);
  }

  private deliver(event: MarkEvent, feedKey: string | null): void {
    if (event.type === "markStarted") this.pending.set(event.mark.id, [event, feedKey]);
    else this.pending.delete(event.id);
    callEach(this.listeners, event, feedKey);
  }
}
