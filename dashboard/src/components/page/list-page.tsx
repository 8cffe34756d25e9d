import { useId, type ReactNode } from "react";
import { usePages, type FetchPage } from "../../api/use-pages.js";
import { ErrorView } from "../frame/error-view.js";
import frame from "../frame/list-frame.module.css";
import { PageTitle } from "../frame/page-title.js";
import { DataTable, type Column } from "../log/data-table.js";
import { useRowKeys } from "../log/use-row-keys.js";
import styles from "./list.module.css";

export interface ListPageProps<Row extends { readonly id: string }> {
  readonly title: string;
  readonly columns: readonly Column<Row>[];
  readonly queryKey: readonly unknown[];
  readonly fetchRows: FetchPage<Row>;
  /** At the right of the title, such as a search. */
  readonly tools?: ReactNode;
  /** In place of the table, where there is no row. */
  readonly empty: ReactNode;
  readonly hrefOf: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
}

const nothing = () => undefined;

/** A list of people or things, of which a row leads to a page. */
export function ListPage<Row extends { readonly id: string }>(props: ListPageProps<Row>) {
  const { title, columns, queryKey, fetchRows, tools, empty, hrefOf, onOpen } = props;
  const tableId = useId();
  useRowKeys({ tableId, openId: undefined, onOpen: nothing });
  const { query, rows } = usePages(queryKey, fetchRows);
  const canGoOn = query.hasNextPage && !query.isFetchingNextPage;
  return (
    <div className={frame["page"]} id={tableId}>
      <header className={styles["header"]}>
        <PageTitle name={title} />
        {tools}
      </header>
      <p className="visually-hidden" role="status">
        {query.isSuccess ? `${rows.length}${query.hasNextPage ? " or more" : ""} ${title.toLowerCase()}` : ""}
      </p>
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <p className={frame["loading"]} role="status" aria-label={`Loading ${title.toLowerCase()}`} />
      )}
      {query.isSuccess && rows.length === 0 && <div className={styles["empty"]}>{empty}</div>}
      {rows.length > 0 && (
        <DataTable
          label={title}
          columns={columns}
          rows={rows}
          keyOf={(row) => row.id}
          openKey={null}
          hrefOf={hrefOf}
          onOpen={onOpen}
          onEnd={canGoOn ? () => void query.fetchNextPage() : null}
        />
      )}
    </div>
  );
}
