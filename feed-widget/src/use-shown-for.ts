"use client";
import { useEffect, useState } from "react";

/** For an element that goes by itself. */
export interface ShownFor {
  /** For the element that the pointer or the focus may be on. */
  readonly handlers: {
    onPointerEnter(): void;
    onPointerLeave(): void;
    onFocus(): void;
    onBlur(): void;
  };
  /** Lets it go although the focus was on it: a button that vanishes tells no blur. */
  release(): void;
}

/** Calls `onEnd` once something was shown for so long without the pointer or the focus on it. `shown`: null while there is nothing. */
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
