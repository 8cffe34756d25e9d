"use client";
import { useEffect } from "react";
import type { LatePart } from "./late-part.js";

/** The delay in browsers without requestIdleCallback. */
const IDLE_AFTER_MS = 1_000;
const SIGNS = ["pointerenter", "pointerdown", "focus"];

/**
 * Loads parts when the pointer comes near their button, or when the page is idle, so that they are available when
 * needed, also offline. A failure is not reported before the parts are needed.
 */
export function usePreload(parts: readonly LatePart<unknown>[], button: HTMLElement | null): void {
  useEffect(() => {
    const load = (): void => parts.forEach((part) => void part.load().catch(() => undefined));
    const stop = whenIdle(load);
    for (const sign of SIGNS) button?.addEventListener(sign, load, { passive: true });
    return () => {
      stop();
      for (const sign of SIGNS) button?.removeEventListener(sign, load);
    };
  }, [parts, button]);
}

function whenIdle(call: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback(call);
    return () => cancelIdleCallback(id);
  }
  const timer = setTimeout(call, IDLE_AFTER_MS);
  return () => clearTimeout(timer);
}
