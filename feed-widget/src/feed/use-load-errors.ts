"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useEffect } from "react";
import { useLatest } from "./use-latest.js";
import { callHost } from "../provider/use-error-report.js";

/** Reports each failure of a load or the live connection to the host once. */
export function useLoadErrors(
  error: CarillonErrorLike | null,
  onError: ((error: CarillonErrorLike) => void) | undefined,
): void {
  const latest = useLatest(onError);
  useEffect(() => {
    if (error !== null) callHost(() => latest.current?.(error));
  }, [error]);
}
