import type { Logger, QueryRunner } from "typeorm";

type Listener = (sql: string, isOfPool: boolean) => void;

/** Statements of a transaction that are not its work; `Database` does not report its own either. */
const CONTROL = /^(START TRANSACTION|SET TRANSACTION|COMMIT|ROLLBACK)/;

/** Reports the statements that TypeORM makes for entities; writes nothing. */
export class StatementLogger implements Logger {
  #listener: Listener | null = null;

  /** `isOfPool`: the statement belongs to no open transaction. */
  onStatement(listener: Listener): void {
    this.#listener = listener;
  }

  logQuery(sql: string, _parameters?: unknown, runner?: QueryRunner): void {
    if (!CONTROL.test(sql)) this.#listener?.(sql, runner?.isTransactionActive !== true);
  }

  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
