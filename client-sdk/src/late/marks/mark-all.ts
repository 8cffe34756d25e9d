import { abortedError } from "../../errors.js";
import type { MarkPublisher } from "../../feed/mark-job.js";
import type { FeedModel } from "../../feed/model.js";
import type { EngagementMark } from "../../generated/operations.js";
import type { Transport } from "../../transport/transport.js";
import type { FeedOptions, MarkAllOptions, MarkedAll } from "../../types.js";
import { undoMarkFeed } from "../methods.js";
import type { MarkDesk } from "./mark-desk.js";
import { isNothingLeft } from "./recent-marks.js";

/** A list whose items are all marked. */
export interface MarkedList {
  readonly model: FeedModel;
  readonly options: FeedOptions;
  readonly marks: MarkDesk;
  readonly transport: Pick<Transport, "execute">;
  readonly bus: MarkPublisher;
  readonly feedKey: string;
  /** Whether the list still belongs to the user who marked it. */
  isCurrent(): boolean;
}

const NOTHING_MARKED: MarkedAll = { changedCount: 0, undo: () => Promise.resolve() };

/** Marks all items that had arrived. Returns a function that undoes the mark. */
export async function markAll(list: MarkedList, mark: EngagementMark, more: MarkAllOptions): Promise<MarkedAll> {
  if (!list.isCurrent()) throw abortedError();
  const { model, options, feedKey } = list;
  const filter = more.filter ?? options.filter;
  if (model.version === null || isNothingLeft(model, filter, mark)) return NOTHING_MARKED;

  const { recipient, channelKey, tenantId } = options;
  const place = { recipient, channelKey, tenantId };
  const input = { ...place, filter, mark, upToVersion: model.version };
  const marked = await list.marks.markFeed({ feedKey, input, signal: more.signal });
  if (marked === null || marked.changedCount === 0) return NOTHING_MARKED;
  const { changedCount, markedAt } = marked;
  return {
    changedCount,
    async undo() {
      if (!list.isCurrent()) throw abortedError();
      const { feed } = await undoMarkFeed(list.transport, { ...place, markedAt });
      list.bus.publish({ type: "markSettled", id: "", items: [], heads: [feed] }, feedKey);
    },
  };
}
