import { Check, Eye, MousePointerClick } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./engagement.module.css";

export interface EngagementProps {
  readonly seenAt: string | null;
  readonly readAt: string | null;
  readonly interactedAt: string | null;
}

/** What the recipient has done with a message, as words. */
export function Engagement({ seenAt, readAt, interactedAt }: EngagementProps) {
  if (interactedAt !== null) return <Word icon={<MousePointerClick size={14} aria-hidden />}>Acted upon</Word>;
  if (readAt !== null) return <Word icon={<Check size={14} aria-hidden />}>Read</Word>;
  if (seenAt !== null) return <Word icon={<Eye size={14} aria-hidden />}>Seen</Word>;
  return <span className={styles["none"]}>Not seen</span>;
}

function Word({ icon, children }: { readonly icon: ReactNode; readonly children: string }) {
  return (
    <span className={styles["word"]}>
      {icon}
      {children}
    </span>
  );
}
