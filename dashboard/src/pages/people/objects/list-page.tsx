import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ask } from "../../../api/ask.js";
import { ObjectsDocument } from "../../../api/generated/objects.js";
import type { ListedObjectFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useHref } from "../../../app/use-href.js";
import { When } from "../../../components/facts/when.js";
import type { Column } from "../../../components/log/data-table.js";
import { FindField } from "../parts/find-field.js";
import { ListPage } from "../../../components/page/list-page.js";
import { pathOf } from "../parts/recipient.js";

const route = getRouteApi("/$env/objects");
const PAGE_SIZE = 100;

const COLUMNS: readonly Column<ListedObjectFragment>[] = [
  {
    ...{ key: "name", header: "Name", width: "minmax(150px, 1fr)" },
    cell: ({ name, objectId }) => <strong>{name ?? objectId}</strong>,
  },
  {
    ...{ key: "collection", header: "Collection", width: "minmax(110px, 220px)" },
    cell: ({ collection }) => <code>{collection}</code>,
  },
  { ...{ key: "id", header: "Id", width: "minmax(110px, 220px)" }, cell: ({ objectId }) => <code>{objectId}</code> },
  { ...{ key: "changed", header: "Changed", width: "92px" }, cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

/** The objects that people follow, oldest first. */
export function ObjectsPage() {
  const env = useEnvironmentKey();
  const href = useHref();
  const navigate = useNavigate();
  const { find } = route.useSearch();
  return (
    <ListPage
      title="Objects"
      columns={COLUMNS}
      queryKey={[env, "objects", find]}
      fetchRows={async (after, signal) => {
        const variables = { collection: find ?? null, first: PAGE_SIZE, after };
        const { objects } = await ask(env, ObjectsDocument, { variables, signal });
        if (!objects) throw new Error("The server answered without objects.");
        return objects;
      }}
      tools={<FindField label="Find objects" by="Collection" placeholder="projects" />}
      empty={
        find === undefined ? (
          <>
            <h2>No objects yet</h2>
            <p>
              An object is a thing that people follow, such as a project. Your backend calls <code>setObject</code> or{" "}
              <code>subscribe</code>.
            </p>
          </>
        ) : (
          <h2>The collection “{find}” has no objects</h2>
        )
      }
      hrefOf={({ collection, objectId }) => href(pathOf({ object: { collection, objectId } }))}
      onOpen={({ collection, objectId: id }) =>
        void navigate({ to: "/$env/objects/$collection/$id", params: { env, collection, id } })
      }
    />
  );
}
