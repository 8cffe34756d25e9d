import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ask } from "../../../api/ask.js";
import type { TenantQuery } from "../../../api/generated/operations.js";
import { ChangeTenantDocument, TenantDocument } from "../../../api/generated/tenant.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { DetailLoading, DetailPage, Missing } from "../../../components/facts/details.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { ChannelDataSection } from "../parts/channel-data.js";
import { Messages, Runs } from "../happened/happened.js";
import { OnePage } from "../parts/one-page.js";
import { Profile } from "../parts/profile.js";
import { Properties } from "../parts/properties.js";
import { Preferences } from "../preferences/preferences.js";

const route = getRouteApi("/$env/tenants/$id");

type FoundTenant = NonNullable<TenantQuery["tenant"]>;

const tenantKey = (env: string, tenantId: string) => [env, "tenant", tenantId] as const;

/** One tenant: what is known of it, the defaults that its people have, and what happened in it. */
export function TenantPage() {
  const env = useEnvironmentKey();
  const { id } = route.useParams();
  const query = useQuery({
    queryKey: tenantKey(env, id),
    queryFn: async ({ signal }) => (await ask(env, TenantDocument, { variables: { tenantId: id }, signal })).tenant,
  });
  if (query.isPending) return <DetailLoading label="Loading the tenant" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) {
    return (
      <DetailPage>
        <Missing what="tenant" isAside={false} />
      </DetailPage>
    );
  }
  return <Found key={id} tenant={query.data} />;
}

function Found({ tenant }: { readonly tenant: FoundTenant }) {
  const { tenantId } = tenant;
  const filter = { tenantId };
  return (
    <OnePage
      kind="Tenant"
      name={tenant.name ?? tenantId}
      id={tenantId}
      tabs={[
        { key: "profile", label: "Profile", content: () => <TenantProfile tenant={tenant} /> },
        {
          ...{ key: "preferences", label: "Preferences" },
          content: () => <Preferences owner={{ kind: "tenant", tenantId }} />,
        },
        { key: "messages", label: "Messages", content: () => <Messages filter={filter} /> },
        { key: "runs", label: "Runs", content: () => <Runs filter={filter} /> },
      ]}
    />
  );
}

function TenantProfile({ tenant }: { readonly tenant: FoundTenant }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const { tenantId } = tenant;
  const mayChange = permissions.includes("tenants.change");
  const save = async (changes: object) => {
    await ask(env, ChangeTenantDocument, { variables: { input: { tenantId, ...changes } } });
    await client.invalidateQueries({ queryKey: tenantKey(env, tenantId) });
  };
  return (
    <>
      <Profile
        mayChange={mayChange}
        onSave={save}
        fields={[{ name: "name", label: "Name", value: tenant.name }]}
        facts={[]}
      />
      <Properties value={tenant.properties ?? {}} mayChange={mayChange} onSave={(properties) => save({ properties })} />
      <ChannelDataSection entries={tenant.channelData ?? []} />
    </>
  );
}
