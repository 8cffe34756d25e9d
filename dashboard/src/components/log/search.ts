import { DEFAULT_RANGE, isRange, type Range } from "./ranges.js";

/** What the address of every log page may say. */
export interface LogSearch {
  readonly range?: Range;
  /** The id of the row beside the table. */
  readonly open?: string;
  readonly workflow?: string;
}

/** A text of the address; undefined for none. */
export function textIn(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function readLogSearch(search: Record<string, unknown>): LogSearch {
  const range = search["range"];
  const [open, workflow] = [textIn(search, "open"), textIn(search, "workflow")];
  return {
    ...(isRange(range) && range !== DEFAULT_RANGE ? { range } : {}),
    ...(open === undefined ? {} : { open }),
    ...(workflow === undefined ? {} : { workflow }),
  };
}

/** The members that are set; an address names no others. */
export function onlySet<Search extends object>(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
}

/** A recipient as people type one: a user's id, or `collection/objectId`. */
export function recipientRef(text: string): { userId: string } | { object: { collection: string; objectId: string } } {
  const slash = text.indexOf("/");
  if (slash < 1) return { userId: text };
  return { object: { collection: text.slice(0, slash), objectId: text.slice(slash + 1) } };
}
