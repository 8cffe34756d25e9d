import { DEFAULT_RANGE, isRange, type Range } from "./ranges.js";

/** What the address of every log page may say. */
export interface LogSearch {
  readonly range?: Range;
  /** The id of the row beside the table. */
  readonly open?: string;
  readonly workflow?: string;
}

/** A text of the address; undefined for none. */
function textIn(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of these names that the address has. */
export function textsIn<Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { readonly [Key in Name]?: string } {
  const texts: { [Key in Name]?: string } = {};
  for (const name of names) {
    const text = textIn(search, name);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

export function readLogSearch(search: Record<string, unknown>): LogSearch {
  const range = search["range"];
  return {
    ...(isRange(range) && range !== DEFAULT_RANGE ? { range } : {}),
    ...textsIn(search, ["open", "workflow"]),
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
