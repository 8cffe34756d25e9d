import type { ReactNode } from "react";
import { PageTitle } from "../../components/frame/page-title.js";
import styles from "./account.module.css";

/** A page for people who are not in yet: one card in the middle. */
export function AccountFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className={styles["page"]}>
      <p className={styles["name"]}>Carillon</p>
      <div className={styles["card"]}>
        <PageTitle name={title} />
        {children}
      </div>
    </main>
  );
}
