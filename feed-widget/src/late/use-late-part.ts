"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLatest } from "../feed/use-latest.js";
import { useBellContext } from "../provider/bell-context.js";
import { callHost } from "../provider/use-error-report.js";
import type { LatePart } from "./late-part.js";

/** A lazy part: loaded, failed, or loading. */
export interface LateState<Part> {
  readonly part: Part | null;
  readonly error: CarillonErrorLike | null;
  retry(): void;
}

/** A part once it is loaded. Null during hydration, as on the server. */
export function useLoadedPart<Part>(source: LatePart<Part>): Part | null {
  return useSyncExternalStore(source.subscribe, source.now, () => null);
}

/** The same. If the part cannot be loaded, the component and `onError` get the failure. */
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
