"use client";
import { useEffect, useState } from "react";

/** Handlers of an element that disappears after some time. */
export interface ShownFor {
  /** Handlers for the element that may have the pointer or the focus. */
  readonly handlers: {
    onPointerEnter(): void;
    onPointerLeave(): void;
    onFocus(): void;
    onBlur(): void;
  };
  /** Lets it disappear although it had the focus, because a removed button emits no blur. */
  release(): void;
}

/**
 * Calls `onEnd` after an element was shown for this long without the pointer or the focus on it. `shown`: null for
 * none.
 */
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
