"use client";
import { useSyncExternalStore } from "react";

const EVERY_MS = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs: number | null = null;

/**
 * The current time, for texts such as "5 min. ago"; one timer for the whole page. Null on a server, whose clock and
 * time zone are not the user's.
 */
export function useNow(): number | null {
  return useSyncExternalStore(subscribe, read, () => null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): number {
  // After a while without readers, the stored time is outdated and must not be used.
  if (nowMs === null || (timer === undefined && Date.now() - nowMs > EVERY_MS)) nowMs = Date.now();
  return nowMs;
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of [...listeners]) listener();
}
