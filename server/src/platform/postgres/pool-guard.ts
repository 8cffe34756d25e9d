import { AsyncLocalStorage } from "node:async_hooks";

/** The transaction that code belongs to. */
interface OpenTransaction {
  isOpen: boolean;
}

/** Code that holds a transaction asked the pool for another connection. Thrown in tests only. */
export class NestedConnectionError extends Error {}

/**
 * Detects code that holds one connection and waits for another. If as many such callers run as the pool has connections, all
 * wait for each other until they time out. Tests switch the guard on; production does not, since tracking the transaction
 * slows down every promise.
 */
export class PoolGuard {
  readonly #transactions: AsyncLocalStorage<OpenTransaction> | null;

  constructor(isOn: boolean) {
    this.#transactions = isOn ? new AsyncLocalStorage() : null;
  }

  /** Runs the work of a transaction. Work that is still running after the commit may use the pool. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#transactions) return work();
    const transaction: OpenTransaction = { isOpen: true };
    try {
      return await this.#transactions.run(transaction, work);
    } finally {
      transaction.isOpen = false;
    }
  }

  /** Throws when a transaction that is still open asks for a connection. */
  check(asked: string): void {
    if (!this.#transactions?.getStore()?.isOpen) return;
    throw new NestedConnectionError(
      `Code that holds a transaction asks the pool for another connection: ${asked.trim().slice(0, 200)}. ` +
        "Read before the transaction, or by its own connection.",
    );
  }
}
