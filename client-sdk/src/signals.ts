/** The platform's signals about the page and the network. */
export interface Signals {
  isVisible(): boolean;
  isOnline(): boolean;
  /** Calls `listener` whenever one of the two may have changed. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}
