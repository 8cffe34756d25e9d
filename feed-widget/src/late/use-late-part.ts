"use client";
import { CarillonError, type CarillonErrorLike } from "@carillon/client";
import { useEffect, useState } from "react";
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

/** Fetches a part that is to be shown now; if that fails, the provider's host hears of it, and the one who shows the part. */
export function useLatePart<Part>(
  source: LatePart<Part>,
  onError?: (error: CarillonErrorLike) => void,
): LateState<Part> {
  const { reportError } = useBellContext();
  const latest = useLatest(onError);
  const [part, setPart] = useState(source.now);
  const [error, setError] = useState<CarillonErrorLike | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (part !== null) return;
    let isOver = false;
    setError(null);
    source.load().then(
      (loaded) => {
        if (!isOver) setPart(() => loaded);
      },
      (cause: unknown) => {
        if (isOver) return;
        const message = "A part of the widget could not be fetched; is its chunk still on the server?";
        const failure = new CarillonError("CHUNK_FAILED", message, { cause });
        setError(failure);
        reportError(failure);
        callHost(() => latest.current?.(failure));
      },
    );
    return () => {
      isOver = true;
    };
  }, [source, part, attempt, reportError, latest]);
  return { part, error, retry: () => setAttempt(attempt + 1) };
}
