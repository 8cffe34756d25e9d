"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLatest } from "../feed/use-latest.js";
import { useBellContext } from "../provider/bell-context.js";
import { callHost } from "../provider/use-error-report.js";
import type { LatePart } from "./late-part.js";

/** A part on its way: there, failed, or neither yet. */
export interface LateState<Part> {
  readonly part: Part | null;
  readonly error: CarillonErrorLike | null;
  retry(): void;
}

/** A part once it is there. Null while a page is hydrated, as it was on the server. */
export function useLoadedPart<Part>(source: LatePart<Part>): Part | null {
  return useSyncExternalStore(source.subscribe, source.now, () => null);
}

/** The same; if it cannot be loaded, the provider's host and the component are notified. */
export function useLatePart<Part>(
  source: LatePart<Part>,
  onError?: (error: CarillonErrorLike) => void,
): LateState<Part> {
  const { reportError } = useBellContext();
  const latest = useLatest(onError);
  const part = useLoadedPart(source);
  const [error, setError] = useState<CarillonErrorLike | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (part !== null) return;
    let isOver = false;
    setError(null);
    source.load().catch((failure: CarillonErrorLike) => {
      if (isOver) return;
      setError(failure);
      reportError(failure);
      callHost(() => latest.current?.(failure));
    });
    return () => {
      isOver = true;
    };
  }, [source, part, attempt, reportError, latest]);
  return { part, error: part === null ? error : null, retry: () => setAttempt(attempt + 1) };
}
