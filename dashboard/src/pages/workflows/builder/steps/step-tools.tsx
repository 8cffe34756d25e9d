import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Copy, Trash2 } from "lucide-react";
import { IconButton } from "../../../../components/frame/icon-button.js";
import styles from "../builder.module.css";
import type { StepActions } from "./use-step-keys.js";

/** The buttons for what the keys do with the chosen step. */
export function StepTools({ actions }: { readonly actions: StepActions }) {
  return (
    <div className={styles["tools"]} role="toolbar" aria-label="The chosen step">
      <IconButton label="Move up (Alt ↑)" onClick={() => actions.shift("up")}>
        <ArrowUp size={16} aria-hidden />
      </IconButton>
      <IconButton label="Move down (Alt ↓)" onClick={() => actions.shift("down")}>
        <ArrowDown size={16} aria-hidden />
      </IconButton>
      <IconButton label="Move into a branch (Alt →)" onClick={() => actions.shift("in")}>
        <ArrowRight size={16} aria-hidden />
      </IconButton>
      <IconButton label="Move out of its branch (Alt ←)" onClick={() => actions.shift("out")}>
        <ArrowLeft size={16} aria-hidden />
      </IconButton>
      <IconButton label="Duplicate (d)" onClick={actions.duplicate}>
        <Copy size={16} aria-hidden />
      </IconButton>
      <IconButton label="Remove (Del)" onClick={actions.remove}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
