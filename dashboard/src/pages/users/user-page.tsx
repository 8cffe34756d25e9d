import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import type { UserQuery } from "../../api/generated/operations.js";
import { UserDocument } from "../../api/generated/user.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import {
  DetailLoading,
  DetailPage,
  Details,
  DetailTitle,
  Facts,
  JsonBlock,
  Missing,
} from "../../components/facts/details.js";
import { When } from "../../components/facts/when.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PreferenceMatrix } from "./preference-matrix.js";

const route = getRouteApi("/$env/users/$id");

export type FoundUser = NonNullable<UserQuery["user"]>;

export const userKey = (env: string, userId: string) => [env, "user", userId] as const;

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
  return <DetailPage>{query.data ? <Found user={query.data} /> : <Missing what="user" isAside={false} />}</DetailPage>;
}

function Found({ user }: { readonly user: FoundUser }) {
  const env = useEnvironmentKey();
  const { userId, preferences, properties, subscriptions } = user;
  const follows = subscriptions?.nodes.flatMap(({ id, object }) => (object ? [{ id, object }] : [])) ?? [];
  return (
    <Details>
      <DetailTitle isAside={false} name={user.name ?? userId}>
        {user.name ?? userId}
      </DetailTitle>
      <Facts
        facts={[
          ["Id", <code key="id">{userId}</code>],
          ["Email", user.email],
          ["Phone", user.phoneNumber],
          ["Language", user.locale],
          ["Time zone", user.timezone],
          ["First seen", <When key="seen" at={user.createdAt} />],
          [
            "Happened",
            <span key="happened">
              <Link to="/$env/runs" params={{ env }} search={{ recipient: userId, range: "30d" }}>
                runs
              </Link>{" "}
              <Link to="/$env/messages" params={{ env }} search={{ recipient: userId, range: "30d" }}>
                messages
              </Link>
            </span>,
          ],
        ]}
      />
      {preferences && <PreferenceMatrix userId={userId} preferences={preferences} />}
      {follows.length > 0 && (
        <section aria-labelledby="follows">
          <h2 id="follows">Follows</h2>
          <ul>
            {follows.map(({ id, object }) => (
              <li key={id}>
                {object.name} <code>{`${object.collection}/${object.objectId}`}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {properties && Object.keys(properties).length > 0 && (
        <section aria-labelledby="properties">
          <h2 id="properties">Properties</h2>
          <JsonBlock label="Properties of the user" value={properties} />
        </section>
      )}
    </Details>
  );
}
