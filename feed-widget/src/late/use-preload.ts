"use client";
import { useEffect } from "react";
import type { LatePart } from "./late-part.js";

/** Where the browser does not say when it is idle. */
const IDLE_AFTER_MS = 1_000;
const SIGNS = ["pointerenter", "pointerdown", "focus"];

/**
 * Fetches a part when the reader comes near its button, or when the page has nothing else to do: then it is there before it is needed, and
 * offline too. Null where nothing has to be fetched. A failure is nobody's business before the part is needed.
 */
export function usePreload(part: LatePart<unknown> | null, button: HTMLElement | null): void {
  useEffect(() => {
    if (part === null) return;
    const load = (): void => void part.load().catch(() => undefined);
    const stop = whenIdle(load);
    for (const sign of SIGNS) button?.addEventListener(sign, load, { passive: true });
    return () => {
      stop();
      for (const sign of SIGNS) button?.removeEventListener(sign, load);
    };
  }, [part, button]);
}

function whenIdle(call: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback(call);
    return () => cancelIdleCallback(id);
  }
  const timer = setTimeout(call, IDLE_AFTER_MS);
  return () => clearTimeout(timer);
}
