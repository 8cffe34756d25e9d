import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Clock,
  Merge,
  type LucideIcon,
} from "lucide-react";
import type { OutcomeKind } from "./outcome.js";
import styles from "./status-mark.module.css";

/** A status as colour, shape and word. */
export interface StatusMarkProps {
  readonly kind: OutcomeKind;
  readonly children: string;
}

const ICONS: Readonly<Record<OutcomeKind, LucideIcon>> = {
  sent: CircleCheck,
  "opted-out": CircleSlash,
  "held-back": CirclePause,
  merged: Merge,
  waiting: Clock,
  cancelled: CircleDashed,
  failed: CircleX,
  nothing: CircleDashed,
};

export function StatusMark({ kind, children }: StatusMarkProps) {
  const Icon = ICONS[kind];
  return (
    <span className={styles["mark"]} data-kind={kind}>
      <Icon size={15} strokeWidth={2} aria-hidden />
      {children}
    </span>
  );
}
