import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useModal } from "../../components/frame/use-modal.js";
import { IconButton } from "../../components/frame/icon-button.js";
import styles from "./drawer.module.css";

/** The side bar of a narrow screen. */
export function Drawer({ onClose, children }: { readonly onClose: () => void; readonly children: ReactNode }) {
  const modal = useModal(onClose);
  return (
    <dialog {...modal} className={styles["drawer"]} aria-label="Pages">
      <div>
        <IconButton label="Close" onClick={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
        {children}
      </div>
    </dialog>
  );
}
