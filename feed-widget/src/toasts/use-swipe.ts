"use client";
import { type PointerEvent, useRef, useState } from "react";

/** The minimum distance of a swipe. */
const FAR_PX = 60;
/** The minimum distance that is not a tap. */
const TAP_PX = 8;

interface Swipe {
  /** The horizontal offset, in pixels. */
  readonly offsetPx: number;
  /** Whether the next click ends a swipe and must be ignored. */
  isMoved(): boolean;
  readonly handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

/** Recognises a swipe by finger or pen; a mouse selects text instead. */
export function useSwipe(onSwipe: () => void): Swipe {
  const startX = useRef<number | null>(null);
  const wasMoved = useRef(false);
  const [offsetPx, setOffset] = useState(0);
  const end = (): void => {
    startX.current = null;
    setOffset(0);
  };
  return {
    offsetPx,
    isMoved: () => wasMoved.current,
    handlers: {
      onPointerDown(event) {
        wasMoved.current = false;
        startX.current = event.pointerType === "mouse" ? null : event.clientX;
      },
      onPointerMove(event) {
        if (startX.current === null) return;
        const moved = event.clientX - startX.current;
        if (Math.abs(moved) > TAP_PX) wasMoved.current = true;
        setOffset(wasMoved.current ? moved : 0);
      },
      onPointerUp() {
        const isFar = Math.abs(offsetPx) > FAR_PX;
        end();
        if (isFar) onSwipe();
      },
      onPointerCancel: end,
    },
  };
}
