import { RefreshCw } from "lucide-react";
import { useId, type ReactNode } from "react";
import { usePages, type FetchPage } from "../../api/use-pages.js";
import { ErrorView } from "../frame/error-view.js";
import { IconButton } from "../frame/icon-button.js";
import { PageTitle } from "../frame/page-title.js";
import { DataTable, type Column } from "./data-table.js";
import { EmptyLog, type ActiveFilter } from "./empty-log.js";
import { LiveSwitch, useIsLiveOn } from "./live/live-switch.js";
import { NewRows } from "./live/new-rows.js";
import type { WatchRows } from "./live/live-list.js";
import { useFollowed } from "./live/use-followed.js";
import styles from "./log-page.module.css";
import { SidePanel } from "./side-panel.js";
import { useIsNarrow } from "./use-is-narrow.js";
import { useRowKeys } from "./use-row-keys.js";

export interface LogPageProps<Row extends { readonly id: string }> {
  readonly title: string;
  /** What the rows are, such as `runs`. */
  readonly noun: string;
  readonly columns: readonly Column<Row>[];
  /** Names the list and its filters for the cache. */
  readonly queryKey: readonly unknown[];
  readonly fetchRows: FetchPage<Row>;
  /** Follows what comes and changes in the list; left out for a list that is only read. */
  readonly watchRows?: WatchRows<Row>;
  /** The controls above the table. */
  readonly filters: ReactNode;
  readonly activeFilters: readonly ActiveFilter[];
  /** How the list is filled, where nothing is filtered. */
  readonly emptyHint: ReactNode;
  readonly openId: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
  readonly hrefOf: (row: Row) => string;
  /** Goes to a row's page. */
  readonly onVisit: (row: Row) => void;
  readonly panel: (id: string) => ReactNode;
}

const nothingToWatch = (): (() => void) => () => undefined;

/** The page of a log: filters, a virtual table, and one row beside it. */
export function LogPage<Row extends { readonly id: string }>(props: LogPageProps<Row>) {
  const { title, noun, columns, queryKey, fetchRows, watchRows, filters, openId, onOpen, hrefOf, onVisit, panel } =
    props;
  const { query, rows } = usePages(queryKey, fetchRows);
  const isNarrow = useIsNarrow();
  const tableId = useId();
  useRowKeys({ tableId, openId, onOpen });
  const isLiveOn = useIsLiveOn();
  const live = useFollowed({
    ...{ tableId, queryKey, watchRows: watchRows ?? nothingToWatch, hasPanel: openId !== undefined },
    isOn: isLiveOn && watchRows !== undefined,
  });
  const canGoOn = query.hasNextPage && !query.isFetchingNextPage;

  return (
    <div className={styles["page"]} data-has-panel={openId !== undefined}>
      <div className={styles["list"]} id={tableId}>
        <header className={styles["header"]}>
          <PageTitle name={title} />
          {watchRows && <LiveSwitch isOn={isLiveOn} live={live} />}
          <IconButton label="Read again" disabled={query.isFetching} onClick={() => void query.refetch()}>
            <RefreshCw size={16} aria-hidden />
          </IconButton>
        </header>
        <div className={styles["filters"]} role="search" aria-label={`Which ${noun}`}>
          {filters}
        </div>
        <p className="visually-hidden" role="status">
          {query.isSuccess ? `${rows.length}${query.hasNextPage ? " or more" : ""} ${noun}` : ""}
        </p>
        <NewRows waitingCount={live.waitingCount} omittedCount={live.omittedCount} onTake={live.takeNew} />
        {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <Loading label={`Loading ${noun}`} />}
        {query.isSuccess && rows.length === 0 && (
          <EmptyLog
            {...props}
            canGoOn={query.hasNextPage}
            isGoingOn={query.isFetchingNextPage}
            onGoOn={query.fetchNextPage}
          />
        )}
        {rows.length > 0 && (
          <DataTable
            label={title}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            openKey={openId ?? null}
            hrefOf={hrefOf}
            onOpen={(row) => (isNarrow ? onVisit(row) : onOpen(row.id))}
            onEnd={canGoOn ? () => void query.fetchNextPage() : null}
          />
        )}
      </div>
      {openId !== undefined && (
        <SidePanel label={`One of the ${noun}`} onClose={() => onOpen(undefined)}>
          {panel(openId)}
        </SidePanel>
      )}
    </div>
  );
}

function Loading({ label }: { readonly label: string }) {
  return (
    <div className={styles["loading"]} role="status" aria-label={label}>
      {Array.from({ length: 12 }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
