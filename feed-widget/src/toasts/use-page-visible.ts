"use client";
import { useSyncExternalStore } from "react";

/** Whether the page is visible, as far as the browser knows; true on a server. */
export function usePageVisible(): boolean {
  return useSyncExternalStore(subscribe, read, () => true);
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

function read(): boolean {
  return document.visibilityState !== "hidden";
}
