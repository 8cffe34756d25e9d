"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useMemo, useRef, useState } from "react";
import { useBellContext } from "../provider/bell-context.js";
import { callHost } from "../provider/use-error-report.js";
import type { Undoable } from "../interaction/undo-bar.js";

/** Makes marks. The same object while the feed is shown. */
export interface Attempts {
  /** Waits for a mark, and shows a notice if the mark is reverted. */
  attempt(mark: Promise<unknown>): void;
  /** Shows what was done, with a button to undo it. */
  offer(said: string, undo: () => Promise<void>): void;
  onDismissDone(): void;
  onDismissFailure(): void;
}

/** The result of the last mark: an action to undo, or a failure. */
export function useAttempts(latest: { readonly current: { readonly onError?: (error: CarillonErrorLike) => void } }): {
  readonly attempts: Attempts;
  readonly done: Undoable | null;
  readonly failedAt: number | null;
} {
  const [failedAt, setFailedAt] = useState<number | null>(null);
  const [done, setDone] = useState<Undoable | null>(null);
  const doneCount = useRef(0);
  const { reportError } = useBellContext();

  const attempts = useMemo((): Attempts => {
    const attempt = (mark: Promise<unknown>): void => {
      setFailedAt(null);
      setDone(null);
      mark.catch((error: unknown) => {
        setDone(null);
        const failure = error as CarillonErrorLike;
        // No mark was reverted: the user has changed, or the client was closed.
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
  }, [latest, reportError]);
  return { attempts, done, failedAt };
}
