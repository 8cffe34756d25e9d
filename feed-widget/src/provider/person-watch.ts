import type { BrowserClient } from "@carillon/client";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Detects that another user has signed in, if only the token function knows. It calls the function when the provider
 * is rendered again and when the page becomes visible, and less and less often while the user stays the same.
 */
export class PersonWatch {
  readonly #client: BrowserClient;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAtMs = -Infinity;

  constructor(client: BrowserClient) {
    this.#client = client;
  }

  /** Something happened after which the user may have changed. */
  hint(): void {
    if (this.#timer !== undefined || document.visibilityState === "hidden") return;
    const waitMs = Math.max(0, this.#askedAtMs + this.#pauseMs - Date.now());
    this.#timer = setTimeout(() => void this.#ask(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#askedAtMs = Date.now();
    const before = this.#client.person.getSnapshot();
    await this.#client.recheckPerson();
    const isSame = this.#client.person.getSnapshot() === before;
    this.#pauseMs = isSame ? Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2) : FIRST_PAUSE_MS;
  }
}
