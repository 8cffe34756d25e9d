import { useNavigate } from "@tanstack/react-router";
import { useId, type ReactNode } from "react";
import { ask } from "../../../api/ask.js";
import { HappenedMessagesDocument, HappenedRunsDocument } from "../../../api/generated/happened.js";
import type {
  ListedMessageFragment,
  ListedRunFragment,
  MessageFilterInput,
  RunFilterInput,
} from "../../../api/generated/operations.js";
import { usePages, type FetchPage } from "../../../api/use-pages.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useHref } from "../../../app/use-href.js";
import { DetailLoading } from "../../../components/facts/details.js";
import { PersonName } from "../../../components/facts/person-name.js";
import { withLocalTimes } from "../../../components/facts/time-words.js";
import { When } from "../../../components/facts/when.js";
import { WorkflowName } from "../../../components/facts/workflow-name.js";
import { Button } from "../../../components/form/button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { DataTable, type Column } from "../../../components/log/data-table.js";
import { useRowKeys } from "../../../components/log/use-row-keys.js";
import { DeliveryMark } from "../../../components/marks/delivery-mark.js";
import { outcomeWords } from "../../../components/marks/outcome.js";
import { StatusMark } from "../../../components/marks/status-mark.js";
import styles from "./happened.module.css";
import { None } from "../../../components/page/section.js";

const RUNS: readonly Column<ListedRunFragment>[] = [
  {
    ...{ key: "outcome", header: "Outcome", width: "124px" },
    cell: ({ status, outcome }) => {
      const { kind, label } = outcomeWords(status, outcome.code);
      return <StatusMark kind={kind}>{label}</StatusMark>;
    },
  },
  {
    ...{ key: "workflow", header: "Workflow", width: "minmax(110px, 200px)" },
    cell: ({ workflowKey, version }) => <WorkflowName workflowKey={workflowKey} version={version} />,
  },
  {
    ...{ key: "why", header: "Why", width: "minmax(200px, 1fr)" },
    cell: ({ outcome }) => <span title={withLocalTimes(outcome.message)}>{withLocalTimes(outcome.message)}</span>,
  },
  { ...{ key: "when", header: "When", width: "92px" }, cell: ({ createdAt }) => <When at={createdAt} /> },
];

const MESSAGES: readonly Column<ListedMessageFragment>[] = [
  {
    ...{ key: "delivery", header: "Delivery", width: "124px" },
    cell: ({ deliveryStatus }) => <DeliveryMark status={deliveryStatus} />,
  },
  {
    ...{ key: "channel", header: "Channel", width: "minmax(90px, 160px)" },
    cell: ({ channelKey }) => <code>{channelKey}</code>,
  },
  {
    ...{ key: "workflow", header: "Workflow", width: "minmax(120px, 1fr)" },
    cell: ({ workflowKey }) => <code>{workflowKey}</code>,
  },
  {
    ...{ key: "read", header: "Read", width: "100px" },
    cell: ({ readAt }) => (readAt === null ? <span className={styles["quiet"]}>not read</span> : <When at={readAt} />),
  },
  { ...{ key: "when", header: "Made", width: "92px" }, cell: ({ createdAt }) => <When at={createdAt} /> },
];

/** Where a row tells whom it is about: on a tenant's page. */
function withRecipient<Row extends ListedRunFragment | ListedMessageFragment>(
  columns: readonly Column<Row>[],
): readonly Column<Row>[] {
  const [first, ...others] = columns;
  const recipient: Column<Row> = {
    ...{ key: "recipient", header: "Recipient", width: "minmax(130px, 200px)" },
    cell: (row) => <PersonName person={row.recipient} />,
  };
  return first ? [first, recipient, ...others] : [];
}

/** The runs of one recipient, or of one tenant. */
export function Runs({ filter }: { readonly filter: RunFilterInput }) {
  const env = useEnvironmentKey();
  return (
    <Happened
      noun="runs"
      columns={filter.tenantId == null ? RUNS : withRecipient(RUNS)}
      queryKey={[env, "runs-of", filter]}
      emptyHint="A run is made for each person that a trigger reaches."
      fetchRows={async (after, signal) => {
        const { runs } = await ask(env, HappenedRunsDocument, { variables: { filter, after }, signal });
        if (!runs) throw new Error("The server answered without runs.");
        return runs;
      }}
    />
  );
}

/** The messages for one recipient, or of one tenant. */
export function Messages({ filter }: { readonly filter: MessageFilterInput }) {
  const env = useEnvironmentKey();
  return (
    <Happened
      noun="messages"
      columns={filter.tenantId == null ? MESSAGES : withRecipient(MESSAGES)}
      queryKey={[env, "messages-of", filter]}
      emptyHint="A message is made by each channel step that a run reaches and that nothing holds back."
      fetchRows={async (after, signal) => {
        const { messages } = await ask(env, HappenedMessagesDocument, { variables: { filter, after }, signal });
        if (!messages) throw new Error("The server answered without messages.");
        return messages;
      }}
    />
  );
}

interface HappenedProps<Row> {
  readonly noun: "runs" | "messages";
  readonly columns: readonly Column<Row>[];
  readonly queryKey: readonly unknown[];
  readonly emptyHint: ReactNode;
  readonly fetchRows: FetchPage<Row>;
}

const nothing = () => undefined;

function Happened<Row extends { readonly id: string }>(props: HappenedProps<Row>) {
  const { noun, columns, queryKey, emptyHint, fetchRows } = props;
  const env = useEnvironmentKey();
  const href = useHref();
  const navigate = useNavigate();
  const tableId = useId();
  useRowKeys({ tableId, openId: undefined, onOpen: nothing });
  const { query, rows } = usePages(queryKey, fetchRows);
  const canGoOn = query.hasNextPage && !query.isFetchingNextPage;
  if (query.isPending) return <DetailLoading label={`Loading ${noun}`} />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) {
    return query.hasNextPage ? (
      <div className={styles["more"]}>
        <p>None of the latest {noun} fits. There are older ones.</p>
        <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Look further back
        </Button>
      </div>
    ) : (
      <None>
        No {noun} yet. {emptyHint}
      </None>
    );
  }
  return (
    <div id={tableId} className={styles["table"]} data-is-short={rows.length < 12}>
      <DataTable
        label={noun === "runs" ? "Runs" : "Messages"}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        openKey={null}
        hrefOf={({ id }) => href(`${noun}/${id}`)}
        onOpen={({ id }) =>
          void navigate({
            to: noun === "runs" ? "/$env/runs/$id" : "/$env/messages/$id",
            params: { env, id },
          })
        }
        onEnd={canGoOn ? () => void query.fetchNextPage() : null}
      />
    </div>
  );
}
