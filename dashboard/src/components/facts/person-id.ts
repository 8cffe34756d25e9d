import type { PersonFragment } from "../../api/generated/operations.js";

/** The id of a recipient as the customer gave it. */
export function personId(person: PersonFragment): string {
  return person.__typename === "User" ? person.userId : `${person.collection}/${person.objectId}`;
}
