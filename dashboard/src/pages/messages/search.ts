import { DELIVERY_CHOICES } from "../../components/marks/delivery-mark.js";
import { readLogSearch, textsIn, type LogSearch } from "../../components/log/search.js";

export interface MessagesSearch extends LogSearch {
  readonly delivery?: string;
  readonly channel?: string;
  /** A user's id, or `collection/objectId`. */
  readonly recipient?: string;
}

export function readMessagesSearch(search: Record<string, unknown>): MessagesSearch {
  const delivery = DELIVERY_CHOICES.find(([status]) => status === search["delivery"])?.[0];
  return {
    ...readLogSearch(search),
    ...(delivery === undefined ? {} : { delivery }),
    ...textsIn(search, ["channel", "recipient"]),
  };
}
