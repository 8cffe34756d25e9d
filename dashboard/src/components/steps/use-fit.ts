import { useLayoutEffect, type RefObject } from "react";

/** Below this size a picture is not readable any more, so it scrolls instead. */
const SMALLEST = 0.6;

/** Shrinks the picture so that its branches fit into the frame side by side. `state`: what changes the picture. */
export function useFit(
  frame: RefObject<HTMLElement | null>,
  picture: RefObject<HTMLElement | null>,
  state: unknown,
): void {
  useLayoutEffect(() => {
    const [outer, inner] = [frame.current, picture.current];
    if (!outer || !inner) return;
    const fit = (): void => {
      inner.style.zoom = "1";
      const ratio = outer.clientWidth / Math.max(1, inner.scrollWidth);
      inner.style.zoom = String(Math.max(SMALLEST, Math.min(1, ratio)));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(outer);
    return () => observer.disconnect();
  }, [frame, picture, state]);
}
