import { groupBy } from "../../platform/group-by.js";
import type { Tx } from "../../platform/postgres/index.js";
import { messageId } from "../../platform/ids/index.js";
import { systemScope } from "../requests/index.js";
import {
  addressOf,
  type DeliveryReports,
  type MatchedEvent,
  type Report,
  type ReportedDelivery,
} from "../delivery/index.js";
import type { FeedMarkService } from "../feeds/index.js";
import type { NewSuppression, SuppressionService } from "../suppressions/index.js";

export interface CallbackEffectsDeps {
  reports: DeliveryReports;
  marks: FeedMarkService;
  suppressions: SuppressionService;
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
  async apply(
    { environmentId, channelType }: { environmentId: number; channelType: string },
    events: readonly MatchedEvent[],
  ): Promise<(tx: Tx) => Promise<void>> {
    const { reports } = this.#deps;
    const news = await reports.news(events);
    await this.#mark(environmentId, news);
    const suppressions = news.flatMap((report) => suppressionOf(report, channelType));
    return async (tx) => {
      await reports.store(tx, news);
      await this.#deps.suppressions.addAll(tx, suppressions);
    };
  }

  /** An open by a proxy of the reader's mail service says nothing of the reader. */
  async #mark(environmentId: number, news: readonly Report[]): Promise<void> {
    const scope = systemScope({ environmentId, isDevelopment: false });
    const opened = news.filter(({ kind, detail }) => kind === "opened" && detail.isProxy !== true);
    for (const ids of inParts(opened)) await this.#deps.marks.markMessages(scope, { ids, mark: "READ" });
    const clicked = news.filter(({ kind }) => kind === "clicked");
    for (const [url, reports] of groupBy(clicked, ({ detail }) => detail.url)) {
      const click = { mark: "INTERACTED", metadata: url === undefined ? null : { url }, isLinkClick: true } as const;
      for (const ids of inParts(reports)) await this.#deps.marks.markMessages(scope, { ids, ...click });
    }
  }
}

/** The messages' ids, as many as one call marks. */
function inParts(reports: readonly Report[]): string[][] {
  const ids = [...new Set(reports.map(({ delivery }) => messageId(delivery)))];
  const starts = Array.from({ length: Math.ceil(ids.length / MARKED_AT_ONCE) }, (_, part) => part * MARKED_AT_ONCE);
  return starts.map((start) => ids.slice(start, start + MARKED_AT_ONCE));
}

/** An address that is dead or whose reader complained. What a phone's owner refuses is theirs to take back: see the preferences. */
function suppressionOf(report: Report & { source: ReportedDelivery }, channelType: string): NewSuppression[] {
  const { kind, bounce, source, detail } = report;
  const address = addressOf(source);
  const isDead = kind === "bounced" && (bounce === "gone" || (bounce === "suppressed" && channelType === "EMAIL"));
  if (address === null || !(isDead || kind === "complained")) return [];
  const note = typeof detail.detail === "string" ? detail.detail : null;
  const { environmentId, recipientKey } = source;
  const reason = isDead ? "BOUNCED" : "COMPLAINED";
  return [{ environmentId, channelType, address, reason, note, recipientKey }];
}
