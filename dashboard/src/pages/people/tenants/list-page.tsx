import { useNavigate } from "@tanstack/react-router";
import { ask } from "../../../api/ask.js";
import type { ListedTenantFragment } from "../../../api/generated/operations.js";
import { TenantsDocument } from "../../../api/generated/tenants.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useHref } from "../../../app/use-href.js";
import type { Column } from "../../../components/log/data-table.js";
import { ListPage } from "../../../components/page/list-page.js";

const PAGE_SIZE = 100;

const COLUMNS: readonly Column<ListedTenantFragment>[] = [
  {
    ...{ key: "name", header: "Name", width: "minmax(150px, 1fr)" },
    cell: ({ name, tenantId }) => <strong>{name ?? tenantId}</strong>,
  },
  { ...{ key: "id", header: "Id", width: "minmax(110px, 1fr)" }, cell: ({ tenantId }) => <code>{tenantId}</code> },
];

/** The customers' own customers, oldest first. */
export function TenantsPage() {
  const env = useEnvironmentKey();
  const href = useHref();
  const navigate = useNavigate();
  return (
    <ListPage
      title="Tenants"
      columns={COLUMNS}
      queryKey={[env, "tenants"]}
      fetchRows={async (after, signal) => {
        const { tenants } = await ask(env, TenantsDocument, { variables: { first: PAGE_SIZE, after }, signal });
        if (!tenants) throw new Error("The server answered without tenants.");
        return tenants;
      }}
      empty={
        <>
          <h2>No tenants yet</h2>
          <p>
            A tenant is a customer of yours whose people share settings. Your backend calls <code>setTenant</code>, or
            names one in <code>notify</code>.
          </p>
        </>
      }
      hrefOf={({ tenantId }) => href(`tenants/${encodeURIComponent(tenantId)}`)}
      onOpen={({ tenantId }) => void navigate({ to: "/$env/tenants/$id", params: { env, id: tenantId } })}
    />
  );
}
