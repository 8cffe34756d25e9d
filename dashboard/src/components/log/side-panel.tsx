import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../frame/icon-button.js";
import styles from "./log-page.module.css";

export interface SidePanelProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One row beside its table. The focus stays in the table, so that the keys go on to the next one. */
export function SidePanel({ label, onClose, children }: SidePanelProps) {
  return (
    <aside className={styles["panel"]} aria-label={label}>
      <div className={styles["close"]}>
        <IconButton label="Close (Esc)" onClick={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
