import { Plus } from "lucide-react";
import type { Place } from "../../../../document/paths.js";
import styles from "./gap.module.css";

export interface GapProps {
  readonly place: Place;
  /** Whether a step is carried by the pointer, so that it can be put here. */
  readonly isDragging: boolean;
  readonly onAdd: (place: Place) => void;
}

/** Between two steps: adds one here, and takes one that is dragged. */
export function Gap({ place, isDragging, onAdd }: GapProps) {
  const at = JSON.stringify(place);
  return (
    <button
      type="button"
      className={styles["add"]}
      data-place={at}
      data-is-dragging={isDragging || undefined}
      aria-label="Add a step here"
      title="Add a step here"
      onClick={() => onAdd(place)}
    >
      <Plus size={14} aria-hidden />
    </button>
  );
}
