import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import { DeadLettersDocument } from "../../api/generated/dead-letters.js";
import type { DeadLetterFragment } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { DetailLoading } from "../../components/facts/details.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PageTitle } from "../../components/frame/page-title.js";
import tabs from "../../components/frame/tabs.module.css";
import { startOf, type Range } from "../../components/log/ranges.js";
import { TimeRange } from "../../components/log/time-range.js";
import styles from "./page.module.css";
import { reasonWords } from "./reason-words.js";
import { ResendDialog } from "./resend-dialog.js";
import { DEFAULT_DEAD_RANGE, type DeadLettersSearch } from "./search.js";
import { Suppressions } from "./suppressions.js";

const route = getRouteApi("/$env/dead-letters");

/** Messages that were given up, by what went wrong, and addresses to which nothing is sent. */
export function DeadLettersPage() {
  const env = useEnvironmentKey();
  const { tab, range = DEFAULT_DEAD_RANGE } = route.useSearch();
  const navigate = route.useNavigate();
  const { permissions } = useSession();
  const link = (name: DeadLettersSearch["tab"], label: string) => (
    <Link
      to="/$env/dead-letters"
      params={{ env }}
      search={name === undefined ? {} : { tab: name }}
      activeOptions={{ exact: true, includeSearch: true }}
      className={tabs["tab"]}
      aria-current={tab === name ? "page" : undefined}
    >
      {label}
    </Link>
  );
  return (
    <div className={styles["page"]}>
      <header className={styles["header"]}>
        <PageTitle name="Dead letters" />
        {tab === undefined && (
          <TimeRange
            value={range}
            onChange={(next) => void navigate({ search: next === DEFAULT_DEAD_RANGE ? {} : { range: next } })}
          />
        )}
        <nav aria-label="Views of dead letters" className={`${tabs["tabs"]} ${styles["tabs"]}`}>
          {link(undefined, "Given up")}
          {permissions.includes("suppressions.read") && link("suppressions", "Suppression list")}
        </nav>
      </header>
      {tab === "suppressions" ? <Suppressions /> : <Groups range={range} />}
    </div>
  );
}

function Groups({ range }: { readonly range: Range }) {
  const env = useEnvironmentKey();
  const { permissions } = useSession();
  const [resent, setResent] = useState<DeadLetterFragment | null>(null);
  const from = startOf(range);
  const query = useQuery({
    queryKey: [env, "dead-letters", range],
    queryFn: async ({ signal }) =>
      (await ask(env, DeadLettersDocument, { variables: { at: { from } }, signal })).deadLetters ?? [],
  });
  return (
    <>
      {query.isPending && <DetailLoading label="Loading dead letters" />}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <div className={styles["empty"]}>
          <h2>Nothing was given up</h2>
          <p>No message of the last {range} ended undelivered.</p>
        </div>
      )}
      {query.data && query.data.length > 0 && (
        <ul className={styles["groups"]} aria-label="Groups of messages that were given up">
          {query.data.map((group) => (
            <Group
              key={`${group.channelKey} ${group.providerKey ?? ""} ${group.reason}`}
              group={group}
              range={range}
              onResend={permissions.includes("messages.change") ? () => setResent(group) : null}
            />
          ))}
        </ul>
      )}
      {resent && <ResendDialog group={resent} from={from} onClose={() => setResent(null)} />}
    </>
  );
}

interface GroupProps {
  readonly group: DeadLetterFragment;
  readonly range: Range;
  readonly onResend: (() => void) | null;
}

function Group({ group, range, onResend }: GroupProps) {
  const env = useEnvironmentKey();
  const { channelKey, providerKey, reason, count, firstAt, lastAt, example } = group;
  return (
    <li className={styles["group"]}>
      <strong className={styles["count"]}>{count.toLocaleString("en")}</strong>
      <div className={styles["what"]}>
        <h2>{reasonWords(reason)}</h2>
        <p>
          {reasonWords(reason) !== reason && (
            <>
              <code>{reason}</code> ·{" "}
            </>
          )}
          by{" "}
          <Link to="/$env/channels/$key" params={{ env, key: channelKey }}>
            {channelKey}
          </Link>
          {providerKey !== null && (
            <>
              {" "}
              through <code>{providerKey}</code>
            </>
          )}{" "}
          · the last <When at={lastAt} />
          {firstAt !== lastAt && (
            <>
              , the first <When at={firstAt} />
            </>
          )}
        </p>
      </div>
      <div className={styles["actions"]}>
        {example && (
          <Link to="/$env/messages/$id" params={{ env, id: example.id }}>
            Latest one
          </Link>
        )}
        <Link
          to="/$env/messages"
          params={{ env }}
          search={{ channel: channelKey, delivery: "UNDELIVERED", ...(range === "24h" ? {} : { range }) }}
        >
          All of the channel
        </Link>
        {onResend && (
          <Button onClick={onResend} title={`Send again what was given up: ${reasonWords(reason)}`}>
            Send again…
          </Button>
        )}
      </div>
    </li>
  );
}
