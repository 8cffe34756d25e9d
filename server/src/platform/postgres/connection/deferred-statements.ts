/** Sent statements of a transaction whose answers were not awaited yet. */
export class DeferredStatements {
  readonly #sent: Promise<unknown>[] = [];

  add(statement: Promise<unknown>): void {
    // Its failure is reported when the transaction ends; until then it must not count as unhandled.
    statement.catch(() => undefined);
    this.#sent.push(statement);
  }

  /** Resolves when all have succeeded, and `last` too. Rejects with the first failure, in the order in which they were sent. */
  async all(last: Promise<unknown>): Promise<void> {
    this.add(last);
    for (const statement of this.#sent) await statement;
  }

  /** The first failure, which is why the statements behind it failed; null when none failed. */
  async firstError(): Promise<unknown> {
    for (const outcome of await Promise.allSettled(this.#sent))
      if (outcome.status === "rejected") return outcome.reason;
    return null;
  }
}
