"use client";
import { type RefObject, useLayoutEffect } from "react";

/** If the element is removed while the focus is in it, the nearest matching ancestor gets the focus. */
export function useHandFocus(box: RefObject<HTMLElement | null>, around: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      const root = element?.getRootNode() as Document | ShadowRoot | undefined;
      if (element?.contains(root?.activeElement ?? null)) element.closest<HTMLElement>(around)?.focus();
    };
  }, [box, around]);
}
