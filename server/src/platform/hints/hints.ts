/** Undoes a subscription. */
export type Unsubscribe = () => void;

/**
 * Hints between modules and processes: "lanes 3 and 7 have work", "feed x is at version 9". A hint may be lost, duplicated
 * or late. It refers to rows, and readers poll the rows every few seconds anyway.
 */
export interface Hints {
  /**
   * Never throws and never waits for the network. Returns whether a subscriber probably receives the hint: in this process,
   * or through Redis. If not, the caller may enqueue a job instead.
   */
  publish(topic: string, payload: string): boolean;
  /** The handler must not throw. It also receives hints that this process publishes. */
  subscribe(topic: string, handler: (payload: string) => void): Unsubscribe;
  /** Called when hints may have been lost (the connection was away): readers should look at the rows. */
  onGap(handler: () => void): Unsubscribe;
  close(): Promise<void>;
}
