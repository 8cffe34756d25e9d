"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useEffect, useRef } from "react";
import { callHost } from "../provider/use-error-report.js";

/** Tells the host why a load or the live connection failed, once each. */
export function useLoadErrors(
  error: CarillonErrorLike | null,
  onError: ((error: CarillonErrorLike) => void) | undefined,
): void {
  const latest = useRef(onError);
  latest.current = onError;
  useEffect(() => {
    if (error !== null) callHost(() => latest.current?.(error));
  }, [error]);
}
