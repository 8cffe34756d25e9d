/**
 * The sending side of one connection, such as a socket. A producer without end (a feed watcher) checks it before it reads
 * the next change, so that a slow reader costs no memory.
 */
export interface Outlet {
  /** Whether little enough waits to be sent that more may be made. */
  isDrained(): boolean;
  /** Resolves once `isDrained()` is true, or when the reader has left. */
  drained(): Promise<void>;
}

const ALWAYS_DRAINED: Outlet = { isDrained: () => true, drained: () => Promise.resolve() };

const outlets = new WeakMap<object, Outlet>();

/** Remembers where an operation's results go, by its GraphQL context. */
export function setOutlet(context: object, outlet: Outlet): void {
  outlets.set(context, outlet);
}

/** The outlet of this context's results; over HTTP, one that is never blocked. */
export function outletOf(context: object): Outlet {
  return outlets.get(context) ?? ALWAYS_DRAINED;
}
