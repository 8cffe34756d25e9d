import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import { AnalyticsDocument } from "../../api/generated/analytics.js";
import type { AnalyticsQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DetailLoading } from "../../components/facts/details.js";
import { Figure, Figures } from "../../components/facts/figures.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PageTitle } from "../../components/frame/page-title.js";
import filterStyles from "../../components/log/filters.module.css";
import { ChoiceFilter, TextFilter } from "../../components/log/text-filter.js";
import { useSetSearch } from "../../components/log/use-log-search.js";
import styles from "./analytics.module.css";
import { Chart } from "./chart.js";
import { Funnel } from "./funnel.js";
import { Groups } from "./groups.js";
import { Outcomes } from "./outcomes.js";
import { DEFAULT_SPAN, type AnalyticsSearch } from "./search.js";
import { INTERVALS, intervalOf, isSpan, messagesSearch, SPANS } from "./spans.js";
import { statsVariables } from "./stats-variables.js";

const route = getRouteApi("/$env/analytics");
const LIVE_MS = 10_000;

/** Messages and runs over time, by workflow, channel and outcome. */
export function AnalyticsPage() {
  const env = useEnvironmentKey();
  const search = route.useSearch();
  const set = useSetSearch<AnalyticsSearch>(route.useNavigate());
  const query = useQuery({
    queryKey: [env, "analytics", search],
    queryFn: ({ signal }) => ask(env, AnalyticsDocument, { variables: statsVariables(search, Date.now()), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
  return (
    <div className={styles["page"]}>
      <header>
        <PageTitle name="Analytics" />
        <p className={styles["about"]}>What was sent, what became of it, and why people were not reached.</p>
      </header>
      <Filters search={search} set={set} />
      {query.isPending && <DetailLoading label="Loading analytics" />}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Found data={query.data} search={search} set={set} />}
    </div>
  );
}

type SetSearch = (change: Partial<Record<keyof AnalyticsSearch, string | undefined>>) => void;

function Filters({ search, set }: { readonly search: AnalyticsSearch; readonly set: SetSearch }) {
  const span = search.span ?? DEFAULT_SPAN;
  return (
    <div className={styles["filters"]} role="search" aria-label="Filter">
      <fieldset className={filterStyles["range"]}>
        <legend className="visually-hidden">Time</legend>
        {Object.keys(SPANS)
          .filter(isSpan)
          .map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="span"
                checked={each === span}
                onChange={() => set({ span: each, by: undefined })}
              />
              <span>{SPANS[each].label}</span>
            </label>
          ))}
      </fieldset>
      <ChoiceFilter label="By" value={intervalOf(search)} choices={INTERVALS} onChange={(by) => set({ by })} />
      <TextFilter
        label="Workflow"
        placeholder="key"
        value={search.workflow}
        onChange={(workflow) => set({ workflow })}
      />
      <TextFilter label="Channel" placeholder="key" value={search.channel} onChange={(channel) => set({ channel })} />
    </div>
  );
}

interface FoundProps {
  readonly data: AnalyticsQuery;
  readonly search: AnalyticsSearch;
  readonly set: SetSearch;
}

function Found({ data, search, set }: FoundProps) {
  const { time } = data;
  const series = time?.series[0];
  if (!time || !series) return null;
  const interval = intervalOf(search);
  return (
    <>
      <Totals totals={series.totals} search={search} />
      <div className={styles["halves"]}>
        <Chart
          title="Messages"
          times={time.times}
          interval={interval}
          lines={[
            { label: "Made", color: "accent", values: series.made },
            { label: "Delivered", color: "ok", values: series.delivered },
            { label: "Failed", color: "bad", values: series.failed },
          ]}
        />
        <Chart
          title="Engagement"
          times={time.times}
          interval={interval}
          lines={[
            { label: "Seen", color: "accent", values: series.seen },
            { label: "Read", color: "ok", values: series.read },
            { label: "Acted upon", color: "warn", values: series.interacted },
          ]}
        />
      </div>
      <div className={styles["halves"]}>
        <Funnel cohort={data.cohort} search={search} />
        <Outcomes outcomes={data.outcomes} search={search} />
      </div>
      <Groups
        title="Workflows"
        name="workflow"
        groups={data.workflows}
        search={search}
        onChoose={(workflow) => set({ workflow })}
      />
      <Groups
        title="Channels"
        name="channel"
        groups={data.channels}
        search={search}
        onChoose={(channel) => set({ channel })}
      />
      <p className={styles["since"]}>
        Counted since {new Date(time.countedFrom).toLocaleString("en-GB")}; messages in sandbox mode are left out.
      </p>
    </>
  );
}

interface TotalsProps {
  readonly totals: NonNullable<AnalyticsQuery["time"]>["series"][number]["totals"];
  readonly search: AnalyticsSearch;
}

function Totals({ totals, search }: TotalsProps) {
  const env = useEnvironmentKey();
  const filter = messagesSearch(search);
  const { range, workflow } = filter;
  const number = (count: number): string => count.toLocaleString("en");
  return (
    <Figures>
      <Figure name="Made" about="messages">
        <Link to="/$env/messages" params={{ env }} search={filter}>
          {number(totals.made)}
        </Link>
      </Figure>
      <Figure name="Delivered" about="messages, within this time">
        <Link to="/$env/messages" params={{ env }} search={{ ...filter, delivery: "DELIVERED" }}>
          {number(totals.delivered)}
        </Link>
      </Figure>
      <Figure name="Failed" about="messages given up or bounced" isBad={totals.failed > 0}>
        <Link to="/$env/messages" params={{ env }} search={{ ...filter, delivery: "UNDELIVERED" }}>
          {number(totals.failed)}
        </Link>
      </Figure>
      <Figure name="Runs" about={search.channel ? "are not counted by channel" : "ended"}>
        <Link to="/$env/runs" params={{ env }} search={{ range, ...(workflow === undefined ? {} : { workflow }) }}>
          {number(totals.runs)}
        </Link>
      </Figure>
    </Figures>
  );
}
