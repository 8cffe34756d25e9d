import { Link } from "@tanstack/react-router";
import type { PersonFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { PersonName } from "../../../components/facts/person-name.js";

/** A recipient, leading to its page; null for one that was deleted. */
export function PersonLink({ person }: { readonly person: PersonFragment | null }) {
  const env = useEnvironmentKey();
  if (!person) return <PersonName person={null} />;
  return person.__typename === "User" ? (
    <Link to="/$env/users/$id" params={{ env, id: person.userId }}>
      <PersonName person={person} />
    </Link>
  ) : (
    <Link to="/$env/objects/$collection/$id" params={{ env, collection: person.collection, id: person.objectId }}>
      <PersonName person={person} />
    </Link>
  );
}
