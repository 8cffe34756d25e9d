import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy } from "react";
import { ask } from "../../../api/ask.js";
import type { UserQuery } from "../../../api/generated/operations.js";
import { ChangeUserDocument, UserDocument } from "../../../api/generated/user.js";
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

/** The widget and what it needs of the SDK, for those who look at a feed. */
const FeedView = lazy(async () => ({ default: (await import("../feed/feed-view.js")).FeedView }));

const route = getRouteApi("/$env/users/$id");

type FoundUser = NonNullable<UserQuery["user"]>;

const userKey = (env: string, userId: string) => [env, "user", userId] as const;

/** One user: who they are, what they get by their preferences and why, and what happened to them. */
export function UserPage() {
  const env = useEnvironmentKey();
  const { id } = route.useParams();
  const query = useQuery({
    queryKey: userKey(env, id),
    queryFn: async ({ signal }) => (await ask(env, UserDocument, { variables: { userId: id }, signal })).user,
  });
  if (query.isPending) return <DetailLoading label="Loading the user" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) {
    return (
      <DetailPage>
        <Missing what="user" isAside={false} />
      </DetailPage>
    );
  }
  return <Found key={id} user={query.data} />;
}

function Found({ user }: { readonly user: FoundUser }) {
  const { userId } = user;
  return (
    <OnePage
      kind="User"
      name={user.name ?? userId}
      id={userId}
      tabs={[
        { key: "profile", label: "Profile", content: () => <UserProfile user={user} /> },
        { key: "feed", label: "Feed", content: () => <FeedView userId={userId} /> },
        ...recipientTabs({ userId }),
      ]}
    />
  );
}

function UserProfile({ user }: { readonly user: FoundUser }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const { userId } = user;
  const mayChange = permissions.includes("users.change");
  const save = async (changes: object) => {
    await ask(env, ChangeUserDocument, { variables: { input: { userId, ...changes } } });
    await client.invalidateQueries({ queryKey: userKey(env, userId) });
  };
  return (
    <>
      <Profile
        mayChange={mayChange}
        onSave={save}
        fields={[
          { name: "name", label: "Name", value: user.name },
          { name: "email", label: "Email", value: user.email },
          { name: "phoneNumber", label: "Phone", value: user.phoneNumber, hint: "With the country, such as +44 20 …" },
          { name: "locale", label: "Language", value: user.locale, hint: "Such as de-AT." },
          { name: "timezone", label: "Time zone", value: user.timezone, hint: "Such as Europe/Berlin." },
          { name: "avatar", label: "Picture", value: user.avatar, hint: "The address of an image." },
        ]}
        facts={[
          ["First seen", <When key="seen" at={user.createdAt} />],
          ["Changed", <When key="changed" at={user.updatedAt} />],
        ]}
      />
      <Properties value={user.properties ?? {}} mayChange={mayChange} onSave={(properties) => save({ properties })} />
      <ChannelDataSection entries={user.channelData ?? []} />
      {mayChange && <Erase name={{ userId }} id={userId} />}
    </>
  );
}
