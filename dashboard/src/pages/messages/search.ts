import { DELIVERY_CHOICES } from "../../components/marks/delivery-mark.js";
import { readLogSearch, textIn, type LogSearch } from "../../components/log/search.js";

export interface MessagesSearch extends LogSearch {
  readonly delivery?: string;
  readonly channel?: string;
  /** A user's id, or `collection/objectId`. */
  readonly recipient?: string;
}

export function readMessagesSearch(search: Record<string, unknown>): MessagesSearch {
  const delivery = DELIVERY_CHOICES.find(([status]) => status === search["delivery"])?.[0];
  const [channel, recipient] = [textIn(search, "channel"), textIn(search, "recipient")];
  return {
    ...readLogSearch(search),
    ...(delivery === undefined ? {} : { delivery }),
    ...(channel === undefined ? {} : { channel }),
    ...(recipient === undefined ? {} : { recipient }),
  };
}
