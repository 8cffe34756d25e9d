"use client";
import { type RefObject, useLayoutEffect } from "react";

/** When the element goes away with the focus in it, the nearest element around it that matches gets the focus. */
export function useHandFocus(box: RefObject<HTMLElement | null>, around: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      const root = element?.getRootNode() as Document | ShadowRoot | undefined;
      if (element?.contains(root?.activeElement ?? null)) element.closest<HTMLElement>(around)?.focus();
    };
  }, [box, around]);
}
