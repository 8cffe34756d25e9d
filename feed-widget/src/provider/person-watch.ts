import type { BrowserClient } from "@carillon/client";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Detects that another person has signed in, if only the token function can tell. It calls the function when the provider is
 * rendered again and when the page becomes visible; less and less often while the person stays the same.
 */
export class PersonWatch {
  readonly #client: BrowserClient;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAtMs = -Infinity;

  constructor(client: BrowserClient) {
    this.#client = client;
  }

  /** Something has happened with which the person may have changed. */
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
