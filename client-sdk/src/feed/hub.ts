import type { MarkEvent } from "./model.js";
import { type TabChannel, type TabMessage, openTabChannel } from "./tabs.js";

// A tab that dies with a mark on its way never says what became of it; the feed itself does.
const FOREIGN_MARK_MS = 30_000;

/** Hears of marks made anywhere; `feedKey` is null if they may be in any feed. */
export type MarkListener = (event: MarkEvent, feedKey: string | null) => void;

/** Carries marks between the lists of this client, and to and from the user's other tabs. */
export class FeedHub {
  private readonly listeners = new Set<MarkListener>();
  private readonly foreign = new Map<string, ReturnType<typeof setTimeout>>();
  private tabs: TabChannel | null = null;
  private isClosed = false;

  /** Returns how to stop. */
  listen(listener: MarkListener): () => void {
    this.listeners.add(listener);
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
    if (!this.isClosed) this.tabs ??= openTabChannel(name, (message) => this.onMessage(message));
  }

  close(): void {
    this.isClosed = true;
    this.tabs?.close();
    this.tabs = null;
    this.listeners.clear();
    for (const timer of this.foreign.values()) clearTimeout(timer);
    this.foreign.clear();
  }

  private onMessage({ event, feedKey }: TabMessage): void {
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
    for (const listener of [...this.listeners]) listener(event, feedKey);
  }
}
