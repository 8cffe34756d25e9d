import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ask } from "../../../api/ask.js";
import type { ListedUserFragment } from "../../../api/generated/operations.js";
import { UsersDocument } from "../../../api/generated/users.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useHref } from "../../../app/use-href.js";
import { When } from "../../../components/facts/when.js";
import type { Column } from "../../../components/log/data-table.js";
import { FindField } from "../parts/find-field.js";
import { ListPage } from "../../../components/page/list-page.js";

const route = getRouteApi("/$env/users");
const PAGE_SIZE = 100;

const COLUMNS: readonly Column<ListedUserFragment>[] = [
  {
    ...{ key: "name", header: "Name", width: "minmax(150px, 1fr)" },
    cell: ({ name, userId }) => <strong>{name ?? userId}</strong>,
  },
  { ...{ key: "id", header: "Id", width: "minmax(110px, 220px)" }, cell: ({ userId }) => <code>{userId}</code> },
  { ...{ key: "email", header: "Email", width: "minmax(140px, 1fr)" }, cell: ({ email }) => email },
  { ...{ key: "phone", header: "Phone", width: "minmax(100px, 160px)" }, cell: ({ phoneNumber }) => phoneNumber },
  { ...{ key: "changed", header: "Changed", width: "92px" }, cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

/** The users that were identified, oldest first, or those that fit what is typed. */
export function UsersPage() {
  const env = useEnvironmentKey();
  const href = useHref();
  const navigate = useNavigate();
  const { find } = route.useSearch();
  return (
    <ListPage
      title="Users"
      columns={COLUMNS}
      queryKey={[env, "users", find]}
      fetchRows={async (after, signal) => {
        const filter = find === undefined ? null : { search: find };
        const { users } = await ask(env, UsersDocument, { variables: { filter, first: PAGE_SIZE, after }, signal });
        if (!users) throw new Error("The server answered without users.");
        return users;
      }}
      tools={<FindField label="Find a user" by="Id, name, email or phone" placeholder="ada, lovelace, +44 20 …" />}
      empty={
        find === undefined ? (
          <>
            <h2>No users yet</h2>
            <p>
              Your backend calls <code>identify</code>, or names somebody in <code>notify</code>.
            </p>
          </>
        ) : (
          <>
            <h2>Nobody fits “{find}”</h2>
            <p>
              The beginning of an id, a name or a last name finds somebody. An email address or a phone number only
              finds whole.
            </p>
          </>
        )
      }
      hrefOf={({ userId }) => href(`users/${encodeURIComponent(userId)}`)}
      onOpen={({ userId }) => void navigate({ to: "/$env/users/$id", params: { env, id: userId } })}
    />
  );
}
