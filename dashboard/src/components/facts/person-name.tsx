import type { PersonFragment } from "../../api/generated/operations.js";
import styles from "./person-name.module.css";

/** The id of a recipient as the customer gave it. */
export function personId(person: PersonFragment): string {
  return person.__typename === "User" ? person.userId : `${person.collection}/${person.objectId}`;
}

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
