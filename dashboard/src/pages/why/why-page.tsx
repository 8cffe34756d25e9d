import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import { ExplainDocument } from "../../api/generated/explain.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DetailPage, Details } from "../../components/facts/details.js";
import { Button } from "../../components/form/button.js";
import { TextField } from "../../components/form/text-field.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PageTitle } from "../../components/frame/page-title.js";
import { DEFAULT_RANGE, startOf } from "../../components/log/ranges.js";
import { recipientRef } from "../../components/log/search.js";
import { TimeRange } from "../../components/log/time-range.js";
import { Answer } from "./answer.js";
import styles from "./why.module.css";

const route = getRouteApi("/$env/why");

/** Why somebody did or did not get something: one sentence, and what it rests on. */
export function WhyPage() {
  const env = useEnvironmentKey();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { who = "", workflow = "", range = DEFAULT_RANGE } = search;
  const [typed, setTyped] = useState({ who, workflow });
  const query = useQuery({
    queryKey: [env, "explain", who, workflow, range],
    enabled: who !== "" && workflow !== "",
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const input = { recipient: recipientRef(who), workflowKey: workflow, at: { from: startOf(range) } };
      return (await ask(env, ExplainDocument, { variables: { input }, signal })).explain;
    },
  });
  return (
    <DetailPage>
      <Details>
        <PageTitle name="Why" />
        <form
          role="search"
          aria-label="Whom and what"
          className={styles["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            const next = { who: typed.who.trim(), workflow: typed.workflow.trim() };
            void navigate({ search: { ...search, ...next } });
          }}
        >
          <TextField
            label="Who"
            isCode
            isRequired
            placeholder="user id, or collection/id"
            value={typed.who}
            onChange={(next) => setTyped({ ...typed, who: next })}
          />
          <TextField
            label="Workflow"
            isCode
            isRequired
            placeholder="key"
            value={typed.workflow}
            onChange={(next) => setTyped({ ...typed, workflow: next })}
          />
          <TimeRange value={range} onChange={(next) => void navigate({ search: { ...search, range: next } })} />
          <Button kind="main" type="submit">
            Explain
          </Button>
        </form>
        {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
        {query.isFetching && !query.data && <p role="status" aria-label="Loading the answer" />}
        {query.data && !query.isError && <Answer explanation={query.data} />}
        {who === "" && <p className={styles["hint"]}>Why did, or didn’t, somebody get something? Name both above.</p>}
      </Details>
    </DetailPage>
  );
}
