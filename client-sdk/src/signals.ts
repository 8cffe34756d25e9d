/** The platform's signals about the page and the network. */
export interface Signals {
  isVisible(): boolean;
  isOnline(): boolean;
  /** Calls back whenever one of the two may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void;
}
