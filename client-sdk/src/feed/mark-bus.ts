import { callEach } from "../listeners.js";
import type { MarkEvent, MarkListener } from "./model.js";
import type { TabMarks } from "../late/tab-marks.js";
import { loadLate } from "../client/load-late.js";

/** Carries marks between the lists of this client, and to and from the user's other tabs. */
export class MarkBus {
  private readonly listeners = new Set<MarkListener>();
  /** Marks without an outcome, for lists that are opened later. */
  private readonly pending = new Map<string, [event: MarkEvent, feedKey: string | null]>();
  private tabs: TabMarks | null = null;
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
      ({ joinTabs }) => {
        if (generation !== this.generation || this.tabs !== null) return;
        this.tabs = joinTabs(name, {
          pending: this.pending,
          onMark: (event, feedKey) => this.deliver(event, feedKey),
          onPersonLeft: () => this.onPersonLeft(),
        });
      },
      // Without them each tab is told by the server, a moment later.
      () => undefined,
    );
  }

  leaveTabs(): void {
    this.generation += 1;
    this.tabs?.close();
    this.tabs = null;
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

  private deliver(event: MarkEvent, feedKey: string | null): void {
    if (event.type === "markStarted") this.pending.set(event.mark.id, [event, feedKey]);
    else this.pending.delete(event.id);
    callEach(this.listeners, event, feedKey);
  }
}
