"use client";
import { type PointerEvent, useRef, useState } from "react";

/** Farther than this, the finger meant it. */
const FAR_PX = 60;
/** Less than this may be a tap. */
const TAP_PX = 8;

interface Swipe {
  /** How far it was moved sideways, in pixels. */
  readonly offsetPx: number;
  /** Whether a click that comes now ends a swipe and means nothing. */
  isMoved(): boolean;
  readonly handlers: {
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
    onPointerUp(): void;
    onPointerCancel(): void;
  };
}

/** Throws something aside with a finger or a pen; a mouse selects words instead. */
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
