import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ask } from "../../../api/ask.js";
import { ChangeObjectDocument, ObjectDocument } from "../../../api/generated/object.js";
import type { ObjectQuery } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { DetailLoading, DetailPage, Missing } from "../../../components/facts/details.js";
import { When } from "../../../components/facts/when.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { ChannelDataSection } from "../parts/channel-data.js";
import { Erase } from "../parts/erase.js";
import { OnePage } from "../parts/one-page.js";
import { Profile } from "../parts/profile.js";
import { Properties } from "../parts/properties.js";
import { recipientTabs } from "../parts/recipient-tabs.js";

const route = getRouteApi("/$env/objects/$collection/$id");

type FoundObject = NonNullable<ObjectQuery["object"]>;

const objectKey = (env: string, collection: string, objectId: string) => [env, "object", collection, objectId] as const;

/** One object: what it is, who follows it, and what happened to it. */
export function ObjectPage() {
  const env = useEnvironmentKey();
  const { collection, id: objectId } = route.useParams();
  const query = useQuery({
    queryKey: objectKey(env, collection, objectId),
    queryFn: async ({ signal }) =>
      (await ask(env, ObjectDocument, { variables: { collection, objectId }, signal })).object,
  });
  if (query.isPending) return <DetailLoading label="Loading the object" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) {
    return (
      <DetailPage>
        <Missing what="object" isAside={false} />
      </DetailPage>
    );
  }
  return <Found key={`${collection}/${objectId}`} object={query.data} />;
}

function Found({ object }: { readonly object: FoundObject }) {
  const { collection, objectId } = object;
  const name = { object: { collection, objectId } };
  const id = `${collection}/${objectId}`;
  return (
    <OnePage
      kind="Object"
      name={object.name ?? objectId}
      id={id}
      tabs={[
        { key: "profile", label: "Profile", content: () => <ObjectProfile object={object} /> },
        ...recipientTabs(name),
      ]}
    />
  );
}

function ObjectProfile({ object }: { readonly object: FoundObject }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const { collection, objectId } = object;
  const mayChange = permissions.includes("objects.change");
  const save = async (changes: object) => {
    await ask(env, ChangeObjectDocument, { variables: { input: { collection, objectId, ...changes } } });
    await client.invalidateQueries({ queryKey: objectKey(env, collection, objectId) });
  };
  return (
    <>
      <Profile
        mayChange={mayChange}
        onSave={save}
        fields={[
          { name: "name", label: "Name", value: object.name },
          { name: "avatar", label: "Picture", value: object.avatar, hint: "The address of an image." },
        ]}
        facts={[
          ["Collection", <code key="collection">{collection}</code>],
          ["First seen", <When key="seen" at={object.createdAt} />],
          ["Changed", <When key="changed" at={object.updatedAt} />],
        ]}
      />
      <Properties value={object.properties ?? {}} mayChange={mayChange} onSave={(properties) => save({ properties })} />
      <ChannelDataSection entries={object.channelData ?? []} />
      {mayChange && <Erase name={{ object: { collection, objectId } }} id={`${collection}/${objectId}`} />}
    </>
  );
}
