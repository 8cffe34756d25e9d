import type { ButtonHTMLAttributes, ReactNode } from "react";
import styles from "./icon-button.module.css";

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Its name, also shown as a tooltip. */
  readonly label: string;
  readonly children: ReactNode;
}

export function IconButton({ label, children, ...rest }: IconButtonProps) {
  return (
    <button type="button" className={styles["button"]} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  );
}
