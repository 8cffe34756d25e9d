"use client";
import { useEffect, useState } from "react";

/** Handlers of an element that disappears by itself. */
export interface ShownFor {
  /** Handlers for the element that the pointer or the focus may be on. */
  readonly handlers: {
    onPointerEnter(): void;
    onPointerLeave(): void;
    onFocus(): void;
    onBlur(): void;
  };
  /** Lets it disappear although it had the focus: a removed button emits no blur. */
  release(): void;
}

/** Calls `onEnd` once something was shown for this long without the pointer or the focus on it. `shown`: null for nothing. */
export function useShownFor(shown: unknown, durationMs: number, onEnd: () => void): ShownFor {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (shown === null || isHeld) return;
    const timer = setTimeout(onEnd, durationMs);
    return () => clearTimeout(timer);
  }, [shown, isHeld, durationMs, onEnd]);
  const hold = (): void => setHeld(true);
  const release = (): void => setHeld(false);
  return { handlers: { onPointerEnter: hold, onPointerLeave: release, onFocus: hold, onBlur: release }, release };
}
