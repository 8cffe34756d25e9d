import { textsIn } from "../../components/log/search.js";

/** What the address of a channel’s page may say. */
export interface ChannelSearch {
  /** Set after the channel was made: the vendors are asked at once. */
  readonly checked?: string;
}

export function readChannelSearch(search: Record<string, unknown>): ChannelSearch {
  return textsIn(search, ["checked"]);
}
