/** Undoes a subscription. */
export type Unsubscribe = () => void;

/**
 * Hints between parts and processes: "lanes 3 and 7 have work", "feed x is at version 9". A hint may be lost, doubled or
 * late; what it tells is a row, and somebody looks at the rows anyway after a few seconds.
 */
export interface Hints {
  /**
   * Never throws and never waits for the network. Answers whether it is likely to be heard by those it is for: by
   * somebody in this process, or by way of Redis. Where it is not, a job may wake somebody instead.
   */
  publish(topic: string, payload: string): boolean;
  /** The handler must not throw. Also hears what this very process publishes. */
  subscribe(topic: string, handler: (payload: string) => void): Unsubscribe;
  /** Called when hints may have been lost (the connection was away): readers should look at the rows. */
  onGap(handler: () => void): Unsubscribe;
  close(): Promise<void>;
}
