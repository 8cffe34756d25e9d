import type { PersonFragment } from "../../../api/generated/operations.js";

/** A user or an object, as the customer names it. */
export type RecipientName =
  | { readonly userId: string; readonly object?: never }
  | { readonly object: { readonly collection: string; readonly objectId: string }; readonly userId?: never };

export function nameOf(person: PersonFragment): RecipientName {
  return person.__typename === "User"
    ? { userId: person.userId }
    : { object: { collection: person.collection, objectId: person.objectId } };
}

/** The address of its page below the environment. */
export function pathOf(name: RecipientName): string {
  return name.object
    ? `objects/${encodeURIComponent(name.object.collection)}/${encodeURIComponent(name.object.objectId)}`
    : `users/${encodeURIComponent(name.userId)}`;
}
