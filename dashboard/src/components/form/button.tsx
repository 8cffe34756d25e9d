import type { ReactNode } from "react";
import styles from "./form.module.css";

export interface ButtonProps {
  /** The one that acts, one that destroys, or any other. */
  readonly kind?: "main" | "danger" | "plain";
  readonly type?: "button" | "submit";
  /** Whether what it began is still under way. */
  readonly isBusy?: boolean;
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

export function Button({ kind = "plain", type = "button", isBusy, disabled, title, onClick, children }: ButtonProps) {
  return (
    <button
      type={type}
      className={styles["button"]}
      data-kind={kind}
      disabled={disabled === true || isBusy === true}
      aria-busy={isBusy || undefined}
      title={title}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
