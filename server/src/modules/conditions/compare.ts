import type { Operator } from "./condition.js";
import { momentOf, parseTimestamp, startOfDay } from "./timestamp.js";
import { contains, containsAll, isEmpty, isSame, orderOf, type Found } from "./values.js";

/** The inputs of one comparison. */
export interface Comparands {
  actual: Found;
  expected: Found;
  /** See `Operand.typed`. */
  typed: string | undefined;
  /** Now. */
  at: number;
}

const isEqual = ({ actual, expected, typed }: Comparands): boolean =>
  isSame(actual, expected) || (typed !== undefined && actual === typed);

const order = ({ actual, expected }: Comparands): number => orderOf(actual, expected);

const hasAny = ({ actual, expected, typed }: Comparands): boolean =>
  contains(actual, expected) || (typed !== undefined && contains(actual, typed));

const hasAll = ({ actual, expected }: Comparands): boolean => containsAll(actual, expected);

const isSet = ({ actual }: Comparands): boolean => actual !== undefined && actual !== null;

/** The variable as an instant; NaN, which is neither before nor after anything, if it is not one. */
const instant = ({ actual }: Comparands): number => parseTimestamp(actual) ?? Number.NaN;

const expectedInstant = ({ expected, at }: Comparands): number => momentOf(expected, at) ?? Number.NaN;

/** A range's end; both ends belong to the range. */
const end = ({ expected }: Comparands, index: 0 | 1): Found => (Array.isArray(expected) ? expected[index] : undefined);

const endInstant = (comparands: Comparands, index: 0 | 1): number =>
  momentOf(end(comparands, index), comparands.at) ?? Number.NaN;

/**
 * One function per operator. None throws; a comparison of unsuitable types (a text as a timestamp, a list as a number) is
 * false.
 */
export const COMPARISONS: Readonly<Record<Operator, (comparands: Comparands) => boolean>> = {
  equal_to: isEqual,
  not_equal_to: (comparands) => !isEqual(comparands),
  greater_than: (comparands) => order(comparands) > 0,
  greater_than_or_equal_to: (comparands) => order(comparands) >= 0,
  less_than: (comparands) => order(comparands) < 0,
  less_than_or_equal_to: (comparands) => order(comparands) <= 0,
  is_between: (comparands) =>
    orderOf(comparands.actual, end(comparands, 0)) >= 0 && orderOf(comparands.actual, end(comparands, 1)) <= 0,
  contains: hasAny,
  not_contains: (comparands) => !hasAny(comparands),
  contains_all: hasAll,
  not_contains_all: (comparands) => !hasAll(comparands),
  empty: ({ actual }) => isEmpty(actual),
  not_empty: ({ actual }) => !isEmpty(actual),
  exists: isSet,
  not_exists: (comparands) => !isSet(comparands),
  is_timestamp: (comparands) => !Number.isNaN(instant(comparands)),
  is_not_timestamp: (comparands) => Number.isNaN(instant(comparands)),
  is_timestamp_before: (comparands) => instant(comparands) < expectedInstant(comparands),
  is_timestamp_on_or_after: (comparands) => instant(comparands) >= expectedInstant(comparands),
  is_timestamp_between: (comparands) =>
    instant(comparands) >= endInstant(comparands, 0) && instant(comparands) <= endInstant(comparands, 1),
  is_timestamp_before_now: (comparands) => instant(comparands) < comparands.at,
  is_timestamp_on_or_after_now: (comparands) => instant(comparands) >= comparands.at,
  is_timestamp_before_date: (comparands) => instant(comparands) < startOfDay(expectedInstant(comparands)),
  is_timestamp_on_or_after_date: (comparands) => instant(comparands) >= startOfDay(expectedInstant(comparands)),
};
