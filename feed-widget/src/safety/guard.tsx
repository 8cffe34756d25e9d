"use client";
import { CarillonError } from "@carillon/client";
import type { ReactElement, ReactNode } from "react";
import { useBellContext } from "../provider/bell-context.js";
import { ErrorBoundary } from "./error-boundary.js";

export interface GuardProps {
  /** Replaces the failed part. Default: nothing. */
  readonly fallback?: ReactNode;
  /** When this value changes, the part is rendered again. */
  readonly resetKey?: unknown;
  readonly children: ReactNode;
}

/** Contains an error of a part, or of the host's renderer, and reports it to the host. */
export function Guard({ fallback = null, resetKey, children }: GuardProps): ReactElement {
  const { reportError, personKey } = useBellContext();
  const onCatch = (cause: unknown): void => {
    const message = cause instanceof Error ? cause.message : String(cause);
    reportError(new CarillonError("RENDER_FAILED", `A part of the feed could not be shown: ${message}`, { cause }));
  };
  return (
    <ErrorBoundary fallback={fallback} resetKey={resetKey ?? personKey} onCatch={onCatch}>
      {children}
    </ErrorBoundary>
  );
}
