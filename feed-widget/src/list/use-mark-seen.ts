"use client";
import type { FeedHandle, FeedItem } from "@carillon/client";
import { type RefObject, useEffect, useRef } from "react";
import { isElement } from "../dom-nodes.js";

/** How long an item must be visible to count as seen. */
const DWELL_MS = 1_000;
/** Items that become seen within this time are marked in one call. */
const GATHER_MS = 300;
/** The share of an item, or of the screen, that must be visible. */
const SHARE = 0.5;
const ITEM = "[data-carillon-item]";

/** Marks items as seen that were visible long enough on a visible page. */
export function useMarkSeen(
  feed: FeedHandle,
  list: RefObject<HTMLElement | null>,
  when: { readonly isWanted: boolean; readonly items: readonly FeedItem[] },
): void {
  const unseen = useRef(new Set<string>());
  unseen.current = new Set(when.items.flatMap(({ id, seenAt }) => (seenAt === null ? [id] : [])));
  useEffect(() => {
    if (!when.isWanted || list.current === null) return;
    const watch = new SeenWatch(list.current, (ids) => {
      const fresh = ids.filter((id) => unseen.current.has(id));
      // A refused mark is not shown; the next visit tries again.
      if (fresh.length > 0) feed.markSeen(fresh).catch(() => undefined);
    });
    return () => watch.stop();
  }, [feed, list, when.isWanted]);
}

/** Observes the items of a list as they are added and removed, and reports those that were visible long enough. */
class SeenWatch {
  readonly #list: HTMLElement;
  readonly #onSeen: (ids: readonly string[]) => void;
  readonly #timers = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #onScreen = new Set<Element>();
  readonly #watched = new Set<Element>();
  readonly #changes: MutationObserver;
  readonly #sight: IntersectionObserver | null;
  readonly #gathered = new Set<string>();
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(list: HTMLElement, onSeen: (ids: readonly string[]) => void) {
    this.#list = list;
    this.#onSeen = onSeen;
    this.#sight =
      typeof IntersectionObserver === "undefined"
        ? null
        : new IntersectionObserver((entries) => this.#onSight(entries), { threshold: [0, 0.25, SHARE, 0.75, 1] });
    this.#changes = new MutationObserver(() => this.#refresh());
    this.#changes.observe(list, { childList: true, subtree: true, attributeFilter: ["data-carillon-item"] });
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#refresh();
  }

  stop(): void {
    this.#sight?.disconnect();
    this.#changes.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisibility);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    clearTimeout(this.#gatherTimer);
    // Items seen just before the list closed count as seen.
    this.#tell();
  }

  readonly #onVisibility = (): void => {
    for (const item of this.#onScreen) this.#time(item);
  };

  #refresh(): void {
    const items = new Set(this.#list.querySelectorAll(ITEM));
    for (const item of this.#watched) if (!items.has(item)) this.#forget(item);
    for (const item of items) {
      if (this.#watched.has(item)) continue;
      this.#watched.add(item);
      this.#sight?.observe(item);
      // Without an observer, every rendered item counts as visible.
      if (this.#sight === null) this.#enter(item);
    }
  }

  #forget(item: Element): void {
    this.#watched.delete(item);
    this.#sight?.unobserve(item);
    this.#leave(item);
  }

  #onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const screenHeight = entry.rootBounds?.height ?? window.innerHeight;
      const isSeen =
        entry.isIntersecting &&
        (entry.intersectionRatio >= SHARE || entry.intersectionRect.height >= screenHeight * SHARE);
      if (isSeen) this.#enter(entry.target);
      else this.#leave(entry.target);
    }
  }

  #enter(item: Element): void {
    this.#onScreen.add(item);
    this.#time(item);
  }

  #leave(item: Element): void {
    this.#onScreen.delete(item);
    clearTimeout(this.#timers.get(item));
    this.#timers.delete(item);
  }

  /** Items on a hidden page are not seen. */
  #time(item: Element): void {
    if (document.visibilityState !== "visible") {
      clearTimeout(this.#timers.get(item));
      this.#timers.delete(item);
    } else if (!this.#timers.has(item)) {
      this.#timers.set(
        item,
        setTimeout(() => this.#gather(item), DWELL_MS),
      );
    }
  }

  #gather(item: Element): void {
    const id = isElement(item) ? item.dataset.carillonItem : undefined;
    if (id === undefined) return;
    this.#gathered.add(id);
    this.#gatherTimer ??= setTimeout(() => this.#tell(), GATHER_MS);
  }

  #tell(): void {
    clearTimeout(this.#gatherTimer);
    this.#gatherTimer = undefined;
    const ids = [...this.#gathered];
    this.#gathered.clear();
    if (ids.length > 0) this.#onSeen(ids);
  }
}
