"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useCallback, useRef } from "react";
import { useLatest } from "../feed/use-latest.js";

/**
 * Reports each error to the host once, however many parts get it. Errors of the host's function have no effect here.
 */
export function useErrorReport(
  onError: ((error: CarillonErrorLike) => void) | undefined,
): (error: CarillonErrorLike) => void {
  const latest = useLatest(onError);
  const told = useRef(new WeakSet<CarillonErrorLike>());
  return useCallback((error) => {
    if (told.current.has(error)) return;
    told.current.add(error);
    callHost(() => latest.current?.(error));
  }, []);
}

/** Calls a function of the host. Its errors are reported as uncaught and have no other effect. */
export function callHost(call: () => void): void {
  try {
    call();
  } catch (error) {
    setTimeout(() => {
      throw error;
    }, 0);
  }
}
