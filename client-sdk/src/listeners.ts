/** Calls each listener; one that throws does not prevent the others from being called. */
export function callEach<Args extends readonly unknown[]>(
  listeners: Iterable<(...args: Args) => void>,
  ...args: Args
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...args);
    } catch (error) {
      report(error);
    }
  }
}

/** Reports the error as an uncaught one, if that does not end the process. */
function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  // A server has no other place for it, and must not end over it.
  // eslint-disable-next-line no-console
  else console.error(error);
}
