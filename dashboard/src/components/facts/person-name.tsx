import type { PersonFragment } from "../../api/generated/operations.js";
import { personId } from "./person-id.js";
import styles from "./person-name.module.css";

/** A recipient by name and id; null for one that was deleted. */
export function PersonName({ person }: { readonly person: PersonFragment | null }) {
  if (!person) return <span className={styles["gone"]}>deleted</span>;
  const id = personId(person);
  return (
    <span className={styles["person"]} title={person.name === null ? id : `${person.name} (${id})`}>
      {person.name ?? id}
      {person.name !== null && <code>{id}</code>}
    </span>
  );
}
