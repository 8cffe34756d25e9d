"use client";
import type { BrowserClient } from "@carillon/client";
import { useEffect, useSyncExternalStore } from "react";

/** The number of open popovers per client. */
const counts = new WeakMap<BrowserClient, number>();
const listeners = new Set<() => void>();

/** Registers an open popover while the calling component is mounted. */
export function usePopoverIsOpen(client: BrowserClient): void {
  useEffect(() => {
    change(client, 1);
    return () => change(client, -1);
  }, [client]);
}

/** Whether a popover of this client is open in the page. */
export function useIsPopoverOpen(client: BrowserClient): boolean {
  const read = (): boolean => (counts.get(client) ?? 0) > 0;
  return useSyncExternalStore(subscribe, read, () => false);
}

function change(client: BrowserClient, by: number): void {
  counts.set(client, (counts.get(client) ?? 0) + by);
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
