/** A condition with one parameter, written `?`. A value of null or undefined leaves the condition out. */
export type WherePart = readonly [sql: string, value: string | number | null | undefined];

/**
 * ` and …` for each condition that has a value, with parameters from `firstParameter` on. Left out rather than written
 * as `? is null or …`, so that a prepared statement may use the index that fits its conditions.
 */
export function whereSql(
  conditions: readonly WherePart[],
  firstParameter: number,
): { and: string; values: (string | number)[] } {
  const values: (string | number)[] = [];
  let and = "";
  for (const [sql, value] of conditions) {
    if (value === null || value === undefined) continue;
    and += ` and ${sql.replaceAll("?", `$${firstParameter + values.push(value) - 1}`)}`;
  }
  return { and, values };
}
