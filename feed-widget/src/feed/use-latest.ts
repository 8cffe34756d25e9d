"use client";
import { useRef } from "react";

/** The value of the last render, for handlers that are called later. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}
