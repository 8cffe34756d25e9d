"use client";
import { useEffect, useRef } from "react";
import { useLatest } from "../feed/use-latest.js";

/** The minimum remaining time after the pointer or the focus has left. */
const LEAST_MS = 1_000;
/** The maximum delay of a timer. */
const MOST_MS = 2 ** 31 - 1;

/** Calls `onEnd` when the time is over, not counting pauses; never for `Infinity`. */
export function useCountdown(durationMs: number, isPaused: boolean, onEnd: () => void): void {
  const leftMs = useRef(durationMs);
  const given = useRef(durationMs);
  if (given.current !== durationMs) leftMs.current = durationMs;
  given.current = durationMs;
  const latest = useLatest(onEnd);
  useEffect(() => {
    if (isPaused || !Number.isFinite(leftMs.current)) return;
    const startedAt = performance.now();
    const timer = setTimeout(() => latest.current(), Math.min(leftMs.current, MOST_MS));
    return () => {
      clearTimeout(timer);
      leftMs.current = Math.max(LEAST_MS, leftMs.current - (performance.now() - startedAt));
    };
  }, [durationMs, isPaused, latest]);
}
