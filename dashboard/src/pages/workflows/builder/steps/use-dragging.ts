import { useState, type DragEvent, type HTMLAttributes } from "react";
import type { Place } from "../../../../document/paths.js";

interface Dragging {
  readonly isDragging: boolean;
  /** For the element around the column. */
  readonly root: HTMLAttributes<HTMLElement>;
}

/** Carries steps by pointer to the places where steps are added. All of it can be done by keys as well. */
export function useDragging(onDrop: (ref: string, place: Place) => void): Dragging {
  const [ref, setRef] = useState<string | null>(null);
  const root: HTMLAttributes<HTMLElement> = {
    onPointerDown({ target }) {
      const card = target instanceof Element ? target.closest<HTMLElement>("[data-step]") : null;
      // A button is dragged only where it says so.
      if (card) card.draggable = true;
    },
    onDragStart(event) {
      const step = stepOf(event);
      if (step === null) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", step);
      // Chromium ends the drag if the page changes within the event.
      setTimeout(() => setRef(step), 0);
    },
    onDragOver(event) {
      if (ref !== null && placeOf(event)) event.preventDefault();
    },
    onDrop(event) {
      const place = placeOf(event);
      if (ref === null || !place) return;
      event.preventDefault();
      setRef(null);
      onDrop(ref, place);
    },
    onDragEnd: () => setRef(null),
  };
  return { isDragging: ref !== null, root };
}

function stepOf({ target }: DragEvent): string | null {
  return target instanceof Element ? (target.closest<HTMLElement>("[data-step]")?.dataset["step"] ?? null) : null;
}

function placeOf({ target }: DragEvent): Place | null {
  const at = target instanceof Element ? target.closest<HTMLElement>("[data-place]")?.dataset["place"] : undefined;
  return at === undefined ? null : (JSON.parse(at) as Place);
}
