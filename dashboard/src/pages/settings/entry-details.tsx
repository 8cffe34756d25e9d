import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.js";
import { AuditEntryDocument } from "../../api/generated/audit.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { fullWords } from "../../components/facts/time-words.js";
import { ErrorView } from "../../components/frame/error-view.js";
import forms from "../../components/page/forms.module.css";
import styles from "./settings.module.css";

/** One entry of the log, with what changed. */
export function EntryDetails({ id }: { readonly id: string }) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: ["audit-entry", id],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await ask(env, AuditEntryDocument, { variables: { id }, signal })).node,
  });
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <p role="status" aria-label="Loading the entry" />;
  const entry = query.data;
  if (!entry || !("action" in entry)) return <p>There is no such entry; they are kept for 400 days.</p>;
  const { action, target, actorName, member, apiKey, environment, ipAddress, at, changes } = entry;
  const who = member ? `${actorName} (${member.email})` : apiKey ? `${actorName}, a key` : actorName;
  return (
    <div className={forms["stack"]}>
      <h2>
        <code>{action}</code>
      </h2>
      <dl className={styles["changes"]}>
        <Fact name="Who" value={who} />
        <Fact name="To what" value={target} />
        <Fact name="Environment" value={environment?.name ?? "the whole account"} />
        <Fact name="When" value={fullWords(at)} />
        <Fact name="From" value={ipAddress ?? "this machine"} />
      </dl>
      <h3>What was given</h3>
      {Object.keys(changes).length === 0 ? (
        <p className={styles["about"]}>Nothing that is kept.</p>
      ) : (
        <dl className={styles["changes"]}>
          {Object.entries(changes).map(([field, change]) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>
                <Change change={change} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Change({ change }: { readonly change: unknown }) {
  if (typeof change !== "object" || change === null) return wordsOf(change);
  if ("isLeftOut" in change) return <span className={styles["soft"]}>not kept</span>;
  const before: unknown = Reflect.get(change, "before");
  const after: unknown = Reflect.get(change, "after");
  return (
    <>
      {before !== undefined && before !== after && (
        <>
          <del>{wordsOf(before)}</del>{" "}
        </>
      )}
      {after !== undefined && <ins>{wordsOf(after)}</ins>}
    </>
  );
}

function wordsOf(value: unknown): string {
  if (value === null) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
