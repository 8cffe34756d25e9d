/** Attribute of the element around each item. */
export const ROW = "data-carillon-row";
/** From this number of rows, only those near the screen are rendered. */
export const WINDOW_FROM = 60;
/** Rows within this distance of the visible ones are rendered too, for scrolling and Page Down. */
const AHEAD_PX = 700;
/** The assumed height of an unmeasured item, with two lines. */
const TYPICAL_PX = 92;
/** Rows that are rendered before the screen is measured. */
const FIRST_ROWS = 40;

export interface RowRange {
  readonly start: number;
  /** The row after the last. */
  readonly end: number;
}

/** Consecutive rendered rows, or the height of consecutive rows that are not rendered. */
export type Segment =
  | { readonly kind: "rows"; readonly start: number; readonly end: number }
  | { readonly kind: "gap"; readonly start: number; readonly end: number; readonly heightPx: number };

/** Measured heights of rows by item; an estimate for the others. */
export class RowHeights {
  readonly #known = new Map<string, number>();
  #sum = 0;

  /** Returns whether the height changed. Ignores 0, the height of everything without a layout. */
  set(id: string, heightPx: number): boolean {
    const before = this.#known.get(id);
    if (heightPx === 0 || before === heightPx) return false;
    this.#known.set(id, heightPx);
    this.#sum += heightPx - (before ?? 0);
    return true;
  }

  /** Drops removed rows, so that the memory of a list that is open for days does not grow. */
  keep(ids: readonly string[]): void {
    if (this.#known.size <= ids.length + 100) return;
    const kept = new Set(ids);
    for (const [id, heightPx] of this.#known) {
      if (kept.has(id)) continue;
      this.#known.delete(id);
      this.#sum -= heightPx;
    }
  }

  /** The offset of each row, and at the end the total height. */
  offsets(ids: readonly string[]): Float64Array {
    const guess = this.#known.size === 0 ? TYPICAL_PX : this.#sum / this.#known.size;
    const offsets = new Float64Array(ids.length + 1);
    ids.forEach((id, index) => {
      offsets[index + 1] = (offsets[index] ?? 0) + (this.#known.get(id) ?? guess);
    });
    return offsets;
  }
}

export const firstRange = (count: number): RowRange => ({ start: 0, end: Math.min(count, FIRST_ROWS) });

/** The rows between two offsets of the list, and some around them. */
export function rangeBetween(offsets: Float64Array, topPx: number, bottomPx: number): RowRange {
  const count = offsets.length - 1;
  const start = Math.max(0, rowAt(offsets, topPx - AHEAD_PX));
  const end = Math.min(count, rowAt(offsets, bottomPx + AHEAD_PX) + 1);
  // A list outside the view keeps one row, so that its position can be measured.
  return end > start ? { start, end } : { start: Math.min(start, count - 1), end: Math.min(start + 1, count) };
}

/** The row at an offset, by binary search. */
function rowAt(offsets: Float64Array, px: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * All rows from first to last, as segments. The row `pinned` has the focus and is rendered with its neighbours at any
 * position.
 */
export function segmentsOf(offsets: Float64Array, range: RowRange, pinned: number): readonly Segment[] {
  const count = offsets.length - 1;
  const clamp = (row: number): number => Math.max(0, Math.min(count, row));
  const wanted = [range, ...(pinned < 0 ? [] : [{ start: clamp(pinned - 1), end: clamp(pinned + 2) }])]
    .map(({ start, end }) => ({ start: clamp(start), end: clamp(end) }))
    .sort((a, b) => a.start - b.start);
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end } of wanted) {
    if (start > at) segments.push(gap(offsets, at, start));
    const from = Math.max(at, start);
    if (end > from) segments.push({ kind: "rows", start: from, end });
    at = Math.max(at, end);
  }
  if (at < count) segments.push(gap(offsets, at, count));
  return segments;
}

function gap(offsets: Float64Array, start: number, end: number): Segment {
  return { kind: "gap", start, end, heightPx: (offsets[end] ?? 0) - (offsets[start] ?? 0) };
}
