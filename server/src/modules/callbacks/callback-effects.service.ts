import { groupBy } from "../../platform/group-by.js";
import type { Tx } from "../../platform/postgres/index.js";
import { messageId } from "../identifiers/index.js";
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

/** Applies callbacks: changes the states and events of messages, and marks the messages and their siblings. */
export class CallbackEffects {
  readonly #deps: CallbackEffectsDeps;

  constructor(deps: CallbackEffectsDeps) {
    this.#deps = deps;
  }

  /**
   * Applies events of one environment. Marks are committed first, in transactions of their own. If the process dies
   * before `store` commits, the events are applied again; repeating a mark has no effect. `store` runs in the
   * caller's transaction.
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

  /** An open by a proxy of the mail service does not mean that the recipient opened the mail, so it marks nothing. */
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

/** The ids of the messages, in groups of the maximum size of one call. */
function inParts(reports: readonly Report[]): string[][] {
  const ids = [...new Set(reports.map(({ delivery }) => messageId(delivery)))];
  const starts = Array.from({ length: Math.ceil(ids.length / MARKED_AT_ONCE) }, (_, part) => part * MARKED_AT_ONCE);
  return starts.map((start) => ids.slice(start, start + MARKED_AT_ONCE));
}

/**
 * Suppresses an address that is dead or whose recipient complained. An SMS opt-out becomes a preference instead,
 * because the owner of the phone can take it back.
 */
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
