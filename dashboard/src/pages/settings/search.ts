import { readLogSearch, textsIn, type LogSearch } from "../../components/log/search.js";

export interface SessionsSearch {
  /** The member whose sessions are shown; the reader's own without one. */
  readonly member?: string;
}

export function readSessionsSearch(search: Record<string, unknown>): SessionsSearch {
  return textsIn(search, ["member"]);
}

export interface AuditSearch extends LogSearch {
  readonly action?: string;
  readonly target?: string;
  readonly environment?: string;
}

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return { ...readLogSearch(search), ...textsIn(search, ["action", "target", "environment"]) };
}
