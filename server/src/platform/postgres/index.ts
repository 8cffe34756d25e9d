export { Database, isConnectionTrouble, postgresCode } from "./database.js";
export type { Queryable, StatementListener, TransactionOptions, Tx } from "./database.js";
