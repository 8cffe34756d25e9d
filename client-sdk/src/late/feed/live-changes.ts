import { refusedBackoffMs } from "../../backoff.js";
import { type CarillonError, toCarillonError } from "../../errors.js";
import type { FeedChange, FeedEvent } from "../../feed/model.js";
import { placeOf } from "../../feed/pages.js";
import { FeedChangedDocument } from "../../generated/late-documents.js";
import type { GraphQLAnswer } from "../../transport/operation.js";
import { resultOf } from "../../transport/result.js";
import type { Transport } from "../../transport/transport.js";
import type { FeedOptions } from "../../types.js";

/** The list that is kept live. */
export interface LiveList {
  readonly transport: Pick<Transport, "subscribe">;
  readonly options: FeedOptions;
  /** Version of the list's changes; the next ones are requested after it. */
  version(): string | null;
  dispatch(event: FeedEvent): void;
  onChange(change: FeedChange): void;
}

/** The live changes of a list: off ──begin()──▶ on ──refused──▶ waiting ──timer, begin(true)──▶ on; all ──end()──▶ off. */
export class LiveChanges {
  readonly #list: LiveList;
  #endOperation: (() => void) | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(list: LiveList) {
    this.#list = list;
  }

  /**
   * Subscribes, unless already subscribed. After a refusal, an automatic call waits for the timer; a requested call
   * does not.
   */
  begin(isAsked: boolean): void {
    if (this.#endOperation !== null || (!isAsked && this.#failures > 0)) return;
    const { transport, options, version, dispatch } = this.#list;
    this.#endOperation = transport.subscribe({
      operation: () => ({
        query: FeedChangedDocument.toString(),
        variables: { ...placeOf(options), afterVersion: version() },
      }),
      onAnswer: (answer) => this.#onAnswer(answer),
      onRefused: (error) => this.#onRefused(error),
      onLine: (isUp) => {
        if (!isUp) dispatch({ type: "lineLost" });
      },
    });
  }

  end(): void {
    clearTimeout(this.#retryTimer);
    this.#endOperation?.();
    this.#endOperation = null;
  }

  #onRefused(error: CarillonError): void {
    this.#endOperation = null;
    this.#list.dispatch({ type: "liveRefused", error });
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => this.begin(true), refusedBackoffMs(this.#failures));
  }

  #onAnswer(answer: GraphQLAnswer): void {
    try {
      const { feedChanged } = resultOf(FeedChangedDocument, answer);
      this.#failures = 0;
      this.#list.onChange(feedChanged);
    } catch (cause) {
      this.#list.dispatch({ type: "liveRefused", error: toCarillonError(cause, "INVALID_RESPONSE") });
    }
  }
}
