import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import type { ListedSessionFragment } from "../../api/generated/operations.js";
import { RevokeSessionDocument, SessionsDocument } from "../../api/generated/sessions.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { SettingsFrame } from "./settings-frame.js";
import styles from "./settings.module.css";

const route = getRouteApi("/account/settings/sessions");

/** The sessions of the reader, or of a member whom the reader may manage. */
export function SessionsPage() {
  const env = useEnvironmentKey();
  const { member } = route.useSearch();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["sessions", member ?? null],
    queryFn: async ({ signal }) => {
      const { sessions } = await ask(env, SessionsDocument, { variables: { memberId: member ?? null }, signal });
      if (!sessions) throw new Error("The server answered without sessions.");
      return sessions;
    },
  });
  const end = useMutation({
    mutationFn: (sessionId: string) => ask(env, RevokeSessionDocument, { variables: { input: { sessionId } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const whose = member === undefined ? null : (query.data?.[0]?.member ?? null);
  return (
    <SettingsFrame
      title={whose ? `Sessions of ${whose.name ?? whose.email}` : "Sessions"}
      about="A session ends after 12 hours without use, and after 7 days in any case. One that is ended here is out within 5 seconds."
      right="sessions.own"
    >
      {member !== undefined && <Link to="/settings/members">All members</Link>}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {end.isError && <ErrorView error={end.error} />}
      {query.isPending && <p role="status" aria-label="Loading sessions" />}
      {query.isSuccess && query.data.length === 0 && <p className={styles["about"]}>There is no live session.</p>}
      {query.isSuccess && query.data.length > 0 && (
        <div className={styles["scroll"]}>
          <table className={styles["table"]} aria-label="Sessions">
            <thead>
              <tr>
                <th scope="col">Browser</th>
                <th scope="col">Address</th>
                <th scope="col">Signed in</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.map((session) => (
                <SessionRow
                  key={session.id}
                  session={session}
                  isBusy={end.isPending && end.variables === session.id}
                  onEnd={() => end.mutate(session.id)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </SettingsFrame>
  );
}

interface SessionRowProps {
  readonly session: ListedSessionFragment;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session, isBusy, onEnd }: SessionRowProps) {
  const { isCurrent, userAgent, ipAddress, createdAt, lastUsedAt } = session;
  return (
    <tr>
      <th scope="row">
        <strong>{browserOf(userAgent)}</strong>
        <span>{userAgent ?? "nothing known"}</span>
      </th>
      <td>{ipAddress ?? "unknown"}</td>
      <td>
        <When at={createdAt} />
      </td>
      <td>
        <When at={lastUsedAt} />
      </td>
      <td>
        <div className={styles["actions"]}>
          {isCurrent && (
            <span className={styles["badge"]} data-is-mine>
              this one
            </span>
          )}
          <Button kind="danger" isBusy={isBusy} onClick={onEnd}>
            End
          </Button>
        </div>
      </td>
    </tr>
  );
}

/** What the `User-Agent` header contains, and the browser's name. The first that fits counts, since browsers name each other. */
const BROWSERS = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;

function browserOf(userAgent: string | null): string {
  return BROWSERS.find(([mark]) => userAgent?.includes(mark))?.[1] ?? "Another program";
}
