/** Maximum weight of customers' JSON that one statement of a set reads. The first row is always read. */
export const READ_MAX_BYTES = 4 * 1024 * 1024;

/**
 * The assumed ratio of a compressed value's size to its stored size: JSON with many numbers and short strings has 3
 * to 10.
 */
const COMPRESSION = 16;
/** The maximum size of a single value that customers store: the data of one call with all its recipients. */
const VALUE_MAX_BYTES = 1024 * 1024;

/**
 * SQL: the approximate number of bytes of a column's JSON, from the row's header alone. Postgres cannot tell the size of a
 * compressed value without decompressing it, so that size is estimated, rather too large than too small.
 */
export function weightOf(column: string): string {
  return `case when ${column} is null then 0 else least(${VALUE_MAX_BYTES}, pg_column_size(${column})
    * case when pg_column_compression(${column}) is null then 1 else ${COMPRESSION} end) end`;
}

/**
 * SQL: the trigger with this id, in the environment $1. Written so that only the primary key answers it: of a young table,
 * Postgres would as soon walk another index through all triggers of the environment, and keep doing so.
 */
export function triggerBy(id: string): string {
  return `triggers t where t.environment_id = $1 and t.id between ${id} and ${id} order by t.id limit 1`;
}
