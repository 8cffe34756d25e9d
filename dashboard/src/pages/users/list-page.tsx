import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import type { ListedUserFragment } from "../../api/generated/operations.js";
import { UsersDocument } from "../../api/generated/users.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useHref } from "../../app/use-href.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import { TextField } from "../../components/form/text-field.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PageTitle } from "../../components/frame/page-title.js";
import { DataTable, type Column } from "../../components/log/data-table.js";
import frame from "../../components/frame/list-frame.module.css";
import styles from "./users.module.css";

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

/** The users that were identified, by id. */
export function UsersPage() {
  const env = useEnvironmentKey();
  const href = useHref();
  const navigate = useNavigate();
  const [id, setId] = useState("");
  const query = useInfiniteQuery({
    queryKey: [env, "users"],
    queryFn: async ({ pageParam, signal }) => {
      const variables = { first: PAGE_SIZE, after: pageParam };
      const { users } = await ask(env, UsersDocument, { variables, signal });
      if (!users) throw new Error("The server answered without users.");
      return users;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined),
  });
  const rows = query.data?.pages.flatMap(({ nodes }) => nodes) ?? [];
  const open = (userId: string) => void navigate({ to: "/$env/users/$id", params: { env, id: userId } });
  const canGoOn = query.hasNextPage && !query.isFetchingNextPage;
  return (
    <div className={frame["page"]}>
      <header className={styles["header"]}>
        <PageTitle name="Users" />
        <form
          role="search"
          aria-label="Find a user"
          className={styles["find"]}
          onSubmit={(event) => {
            event.preventDefault();
            if (id.trim() !== "") open(id.trim());
          }}
        >
          <TextField label="Id" isCode value={id} onChange={setId} />
          <Button type="submit">Open</Button>
        </form>
      </header>
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <p className={frame["loading"]} role="status" aria-label="Loading users" />}
      {query.isSuccess && rows.length === 0 && (
        <div className={styles["empty"]}>
          <h2>No users yet</h2>
          <p>
            Your backend calls <code>identify</code>, or names somebody in <code>notify</code>.
          </p>
        </div>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Users"
          columns={COLUMNS}
          rows={rows}
          keyOf={(row) => row.id}
          openKey={null}
          hrefOf={({ userId }) => href(`users/${encodeURIComponent(userId)}`)}
          onOpen={({ userId }) => open(userId)}
          onEnd={canGoOn ? () => void query.fetchNextPage() : null}
        />
      )}
    </div>
  );
}
