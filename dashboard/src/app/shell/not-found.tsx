import { Link } from "@tanstack/react-router";
import { PageTitle } from "../../components/frame/page-title.js";
import styles from "./shell.module.css";

export function NotFound() {
  return (
    <main className={styles["lost"]}>
      <PageTitle name="There is no such page" />
      <p>
        The address leads nowhere. <Link to="/">Begin at the start</Link>.
      </p>
    </main>
  );
}
