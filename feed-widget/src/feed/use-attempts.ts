"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useEffect, useMemo, useRef, useState } from "react";
import { useFeedContext } from "../provider/context.js";
import { callHost } from "../provider/use-error-report.js";
import type { Undoable } from "./undo-bar.js";

/** So long is it said that a mark was taken back. */
const FAILURE_SHOWN_MS = 10_000;

/** Makes marks; the same for as long as the feed is shown. */
export interface Attempts {
  /** Waits for a mark, and has it said if it is taken back. */
  attempt(mark: Promise<unknown>): void;
  /** Has it said what was done, with a way to undo it. */
  offer(said: string, undo: () => Promise<void>): void;
  onDismissDone(): void;
  onDismissFailure(): void;
}

/** What came of the last mark: something to undo, or a failure. */
export function useAttempts(latest: { readonly current: { readonly onError?: (error: CarillonErrorLike) => void } }): {
  readonly attempts: Attempts;
  readonly done: Undoable | null;
  readonly hasFailed: boolean;
} {
  const [failedAt, setFailedAt] = useFailure();
  const [done, setDone] = useState<Undoable | null>(null);
  const doneCount = useRef(0);
  const { reportError } = useFeedContext();

  const attempts = useMemo((): Attempts => {
    const attempt = (mark: Promise<unknown>): void => {
      setFailedAt(null);
      setDone(null);
      mark.catch((error: unknown) => {
        setDone(null);
        const failure = error as CarillonErrorLike;
        // Nothing was taken back: the person is another one now, or the client was closed.
        if (failure.code === "ABORTED") return;
        setFailedAt(Date.now());
        reportError(failure);
        callHost(() => latest.current.onError?.(failure));
      });
    };
    return {
      attempt,
      offer(words, undo) {
        doneCount.current += 1;
        setDone({ id: doneCount.current, words, undo: () => attempt(undo()) });
      },
      onDismissDone: () => setDone(null),
      onDismissFailure: () => setFailedAt(null),
    };
  }, [latest, reportError, setFailedAt]);
  return { attempts, done, hasFailed: failedAt !== null };
}

/** When a mark was taken back; null again after a while. */
function useFailure(): [number | null, (at: number | null) => void] {
  const [failedAt, setFailedAt] = useState<number | null>(null);
  useEffect(() => {
    if (failedAt === null) return;
    const timer = setTimeout(() => setFailedAt(null), FAILURE_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [failedAt]);
  return [failedAt, setFailedAt];
}
