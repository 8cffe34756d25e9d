import { useEffect, useRef, type MouseEvent, type ReactNode } from "react";
import styles from "./data-table.module.css";
import { useIsNarrow } from "./use-is-narrow.js";
import { useRowWindow } from "./use-row-window.js";

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  /** A track of a CSS grid, such as `minmax(120px, 1fr)`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
}

export interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The row that is shown beside the table. */
  readonly openKey: string | null;
  /** The address of a row's page. */
  readonly hrefOf: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
  /** Called when the last rows come near. */
  readonly onEnd: (() => void) | null;
}

const ROW_PX = 41;
const CARD_PX = 96;
const NEAR_END = 20;

/** A table of which only the rows near the screen are in the document; below 760 px its rows are cards. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, openKey, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow();
  const rowPx = isNarrow ? CARD_PX : ROW_PX;
  const { start, end } = useRowWindow(scroller, rows.length, rowPx);
  useEffect(() => {
    if (onEnd && rows.length > 0 && end >= rows.length - NEAR_END) onEnd();
  }, [onEnd, end, rows.length]);

  const template = columns.map(({ width }) => width).join(" ");
  return (
    <div ref={scroller} className={styles["scroller"]} tabIndex={-1}>
      <div role="table" aria-label={label} aria-rowcount={onEnd ? -1 : rows.length + 1} className={styles["table"]}>
        <div role="rowgroup" className={styles["head"]}>
          <div role="row" aria-rowindex={1} className={styles["row"]} style={{ gridTemplateColumns: template }}>
            {columns.map(({ key, header }) => (
              <span role="columnheader" key={key}>
                {header}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles["body"]} style={{ height: rows.length * rowPx }}>
          {rows.slice(start, end).map((row, index) => (
            <TableRow
              key={keyOf(row)}
              {...props}
              row={row}
              index={start + index}
              isOpen={keyOf(row) === openKey}
              style={{
                ...{ transform: `translateY(${(start + index) * rowPx}px)`, height: rowPx },
                gridTemplateColumns: template,
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface TableRowProps<Row> extends DataTableProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly isOpen: boolean;
  readonly style: { transform: string; height: number; gridTemplateColumns: string };
}

function TableRow<Row>({ row, index, columns, isOpen, hrefOf, onOpen, style }: TableRowProps<Row>) {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(row);
  };
  const [first, ...others] = columns;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={isOpen || undefined}
      className={styles["row"]}
      style={style}
      onClick={(event) => {
        if (!(event.target instanceof Element) || event.target.closest("a") === null) onOpen(row);
      }}
    >
      <span role="cell" data-column={first?.key}>
        <a className={styles["link"]} href={hrefOf(row)} onClick={open} data-row-link>
          {first?.cell(row)}
        </a>
      </span>
      {others.map(({ key, cell }) => (
        <span role="cell" key={key} data-column={key}>
          {cell(row)}
        </span>
      ))}
    </div>
  );
}
