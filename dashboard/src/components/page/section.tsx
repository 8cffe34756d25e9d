import { useId, type ReactNode } from "react";
import styles from "./section.module.css";

export interface SectionProps {
  readonly title: string;
  /** A sentence below the title. */
  readonly about?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, with its title and what can be done with it. */
export function Section({ title, about, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles["section"]}>
      <header className={styles["header"]}>
        <h2 id={id}>{title}</h2>
        {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      </header>
      {about !== undefined && <p className={styles["about"]}>{about}</p>}
      {children}
    </section>
  );
}

/** In place of entries that a section could have. */
export function None({ children }: { readonly children: ReactNode }) {
  return <p className={styles["none"]}>{children}</p>;
}
