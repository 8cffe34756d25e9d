"use client";
import type { CarillonErrorLike } from "@carillon/client";
import { useCallback, useRef } from "react";
import { useLatest } from "../feed/use-latest.js";

/** Tells the host of each error once, however many parts meet it. What the host's function throws stays there. */
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

/** Calls a function of the host's; what it throws is reported as uncaught and stops nothing here. */
export function callHost(call: () => void): void {
  try {
    call();
  } catch (error) {
    setTimeout(() => {
      throw error;
    }, 0);
  }
}
