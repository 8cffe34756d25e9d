export { plainArray, Shared, textArray } from "./array-literal.js";
export { connectDatabase } from "./connect.js";
export type { Connection, ConnectOptions } from "./connect.js";
export { Database, isConnectionTrouble, postgresCode } from "./database.js";
export type { Queryable, StatementListener, TransactionOptions, Tx } from "./database.js";
export { HomeInUseError, startEmbeddedPostgres } from "./embedded.js";
export type { EmbeddedOptions, EmbeddedPostgres } from "./embedded.js";
export { mergeRows } from "./merge-rows.js";
export type { MergeTable, RowPatch } from "./merge-rows.js";
