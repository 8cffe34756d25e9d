import type { ReactNode } from "react";
import type { PagesQuery } from "../../api/use-pages.js";
import { DetailLoading } from "../facts/details.js";
import { Button } from "../form/button.js";
import { ErrorView } from "../frame/error-view.js";
import forms from "./forms.module.css";
import { None } from "./section.js";

export interface PagedListProps<Row> {
  readonly label: string;
  /** What is loaded, in lower case. */
  readonly noun: string;
  readonly query: PagesQuery<Row>;
  readonly rows: readonly Row[];
  /** In place of the list, where there is no row. */
  readonly empty: ReactNode;
  /** An `li` with a key. */
  readonly children: (row: Row) => ReactNode;
}

/** The rows of a section, with a button that reads more. */
export function PagedList<Row>({ label, noun, query, rows, empty, children }: PagedListProps<Row>) {
  return (
    <>
      {query.isPending && <DetailLoading label={`Loading ${noun}`} />}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && <None>{empty}</None>}
      {rows.length > 0 && (
        <ul className={forms["list"]} aria-label={label}>
          {rows.map(children)}
        </ul>
      )}
      {query.hasNextPage && (
        <p>
          <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
    </>
  );
}
