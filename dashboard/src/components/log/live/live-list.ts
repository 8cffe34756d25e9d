import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { LiveState } from "../../../api/live/live-socket.js";
import { unknownRows, waitingRows, withChanges, withNewRows, type Pages, type Tail } from "./tail.js";

/** Follows a list; returns how to stop. */
export type WatchRows<Row> = (handlers: {
  readonly onTail: (tail: Tail<Row>) => void;
  readonly onState: (state: LiveState) => void;
}) => () => void;

/** What is shown of a list that is followed. */
export interface LiveView {
  readonly state: LiveState;
  /** New rows that are not shown yet, and rows that were left out. */
  readonly waitingCount: number;
  readonly omittedCount: number;
  /** How many came within the last second, while more come than are shown. */
  readonly perSecond: number | null;
  /** Whether the list was read again after a gap. */
  readonly wasAway: boolean;
}

export interface LiveListOptions<Row> {
  readonly client: QueryClient;
  readonly queryKey: QueryKey;
  readonly watchRows: WatchRows<Row>;
  readonly place: ListPlace;
}

/** Where somebody reads in a list. */
export interface ListPlace {
  /** Whether new rows may appear at once: the list stands at its top, and nothing is open beside it. */
  isAtTop(): boolean;
  /** The index of the first row on the screen. */
  firstIndex(): number;
  /** Scrolls by so many rows, once they are drawn. */
  moveBy(rows: number): void;
}

interface PageOf<Row> {
  readonly nodes: readonly Row[];
}

export const NOT_LIVE: LiveView = {
  ...{ state: "connecting", waitingCount: 0, omittedCount: 0, perSecond: null, wasAway: false },
};

/** Rows in memory; beyond, a list that stands at its top is read anew. */
const HELD_MAX = 400;
const WAITING_MAX = 500;
/** Under load the server may ask for it each second. */
const READ_AGAIN_EVERY_MS = 3000;

/**
 * Keeps a list in the cache up to date: rows that changed in place, new rows at the top, or held back while somebody reads
 * further down. After a gap, and after each reset, the list is read again. States: connecting ⇄ live → stopped.
 */
export class LiveList<Row extends { readonly id: string }> {
  readonly #options: LiveListOptions<Row>;
  readonly #onView: (view: LiveView) => void;
  readonly #stop: () => void;
  #view: LiveView = NOT_LIVE;
  #waiting: readonly Row[] = [];
  #hasBeenLive = false;
  #isStopped = false;
  #readAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(options: LiveListOptions<Row>, onView: (view: LiveView) => void) {
    this.#options = options;
    this.#onView = onView;
    this.#stop = options.watchRows({
      onTail: (tail) => this.#hear(tail),
      // It is live when it has been read again.
      onState: (state) => state === "connecting" && this.#show({ state }),
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#stop();
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Shows what waits. Where rows were left out, the list is read again. */
  takeNew(): void {
    if (this.#view.omittedCount > 0) void this.#readAgain();
    else {
      const data = this.#data;
      if (data) this.#store(withNewRows(data, unknownRows(data, [...this.#waiting].reverse())));
      this.#hold([], 0);
    }
  }

  #hear(tail: Tail<Row>): void {
    if (tail.isReset) {
      this.#planRead();
      return;
    }
    const { nodes, omittedCount, removedIds } = tail;
    const data = this.#data;
    const isShownAtOnce = this.#options.place.isAtTop() && this.#waiting.length === 0;
    const fresh = unknownRows(data, nodes);
    if (data) this.#put(data, tail, isShownAtOnce ? fresh : []);
    const waiting = waitingRows(this.#waiting, isShownAtOnce || !data ? [] : fresh, removedIds);
    const left = Math.max(0, waiting.length - WAITING_MAX);
    this.#hold(waiting.slice(0, WAITING_MAX), this.#view.omittedCount + omittedCount + left);
    this.#show({ perSecond: omittedCount > 0 ? omittedCount + nodes.length : null });
  }

  #put(data: Pages<Row, PageOf<Row>>, tail: Tail<Row>, above: readonly Row[]): void {
    const next = withNewRows(withChanges(data, tail), above);
    const count = next.pages.reduce((sum, page) => sum + page.nodes.length, 0);
    if (above.length === 0 || count <= HELD_MAX) return this.#store(next);
    // The rest is read again, since the place after a shortened page has no cursor.
    const [first] = next.pages;
    if (first) this.#store({ pages: [{ ...first, nodes: first.nodes.slice(0, HELD_MAX / 2) }], pageParams: [null] });
    this.#planRead();
  }

  get #data(): Pages<Row, PageOf<Row>> | undefined {
    return this.#options.client.getQueryData(this.#options.queryKey);
  }

  #store(data: Pages<Row, PageOf<Row>>): void {
    if (data !== this.#data) this.#options.client.setQueryData(this.#options.queryKey, data);
  }

  #planRead(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#readAt = performance.now();
        void this.#readAgain();
      },
      Math.max(0, this.#readAt + READ_AGAIN_EVERY_MS - performance.now()),
    );
  }

  /** Reads the pages again that were read before. Whoever reads further down keeps the place. */
  async #readAgain(): Promise<void> {
    const { client, queryKey, place } = this.#options;
    const index = place.firstIndex();
    const id = this.#ids()[index];
    await client.invalidateQueries({ queryKey, exact: true });
    if (this.#isStopped) return;
    const now = id === undefined ? -1 : this.#ids().indexOf(id);
    if (index > 0 && now > index) place.moveBy(now - index);
    this.#hold([], 0);
    const isBack = this.#view.state === "connecting";
    this.#show({ state: "live", wasAway: this.#hasBeenLive && (isBack || this.#view.wasAway) });
    this.#hasBeenLive = true;
  }

  #ids(): string[] {
    return this.#data?.pages.flatMap((page) => page.nodes.map(({ id }) => id)) ?? [];
  }

  #hold(waiting: readonly Row[], omittedCount: number): void {
    this.#waiting = waiting;
    this.#show({ waitingCount: waiting.length, omittedCount });
  }

  #show(change: Partial<LiveView>): void {
    const view = { ...this.#view, ...change };
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    this.#onView(view);
  }
}
