import type { Tx } from "../../platform/postgres/index.js";
import { messageId } from "../../platform/ids/index.js";
import { systemScope } from "../requests/index.js";
import type { DeliveryReports, MatchedEvent, Report } from "../delivery/index.js";
import type { FeedMarkService } from "../feeds/index.js";

export interface CallbackEffectsDeps {
  reports: DeliveryReports;
  marks: FeedMarkService;
}

const MARKED_AT_ONCE = 100;

/** What callbacks change: states and events of messages, and the marks of the messages and of their siblings. */
export class CallbackEffects {
  readonly #deps: CallbackEffectsDeps;

  constructor(deps: CallbackEffectsDeps) {
    this.#deps = deps;
  }

  /**
   * Applies events of one environment. Marks come first, in transactions of their own: whoever dies between them and `store`
   * leaves events that are applied again, and a mark may be repeated. `store` is the caller's transaction.
   */
  async apply(environmentId: number, events: readonly MatchedEvent[]): Promise<(tx: Tx) => Promise<void>> {
    const { reports } = this.#deps;
    const news = await reports.news(events);
    await this.#mark(environmentId, news);
    return (tx) => reports.store(tx, news);
  }

  /** An open by a proxy of the reader's mail service says nothing of the reader. */
  async #mark(environmentId: number, news: readonly Report[]): Promise<void> {
    const scope = systemScope({ environmentId, isDevelopment: false });
    const opened = news.filter(({ kind, detail }) => kind === "opened" && detail.isProxy !== true);
    const ids = [...new Set(opened.map(({ delivery }) => messageId(delivery)))];
    for (let at = 0; at < ids.length; at += MARKED_AT_ONCE) {
      await this.#deps.marks.markMessages(scope, { ids: ids.slice(at, at + MARKED_AT_ONCE), mark: "READ" });
    }
    for (const { delivery, detail } of news.filter(({ kind }) => kind === "clicked")) {
      const metadata = typeof detail.url === "string" ? { url: detail.url } : null;
      const click = { mark: "INTERACTED", metadata, isLinkClick: true } as const;
      await this.#deps.marks.markMessages(scope, { ids: [messageId(delivery)], ...click });
    }
  }
}
