import type { Json, JsonObject } from "../../../platform/json.js";

/** Selects items; null fields match all. */
export interface FeedFilter {
  isRead: boolean | null;
  isSeen: boolean | null;
  archived: "EXCLUDE" | "INCLUDE" | "ONLY";
  snoozed: "EXCLUDE" | "INCLUDE" | "ONLY";
  pinned: "EXCLUDE" | "INCLUDE" | "ONLY";
  workflowKeys: readonly string[] | null;
  categories: readonly string[] | null;
  hasTenant: boolean | null;
  data: JsonObject | null;
  /** The first instant that matches. */
  createdFrom: Date | null;
  /** The first instant that no longer matches. */
  createdBefore: Date | null;
}

export const ALL_UNARCHIVED: FeedFilter = {
  isRead: null,
  isSeen: null,
  archived: "EXCLUDE",
  snoozed: "EXCLUDE",
  pinned: "INCLUDE",
  workflowKeys: null,
  categories: null,
  hasTenant: null,
  data: null,
  createdFrom: null,
  createdBefore: null,
};

export const EVERYTHING: FeedFilter = { ...ALL_UNARCHIVED, archived: "INCLUDE", snoozed: "INCLUDE" };

/** The fields that a filter reads. */
export interface Filtered {
  isRead: boolean;
  isSeen: boolean;
  isArchived: boolean;
  isSnoozed: boolean;
  isPinned: boolean;
  createdAt: Date;
  workflowKey: string;
  categories: readonly string[];
  tenantId: string | null;
  data: JsonObject;
}

/** The twin of `filterSql`. */
export function matchesFilter(filter: FeedFilter, item: Filtered): boolean {
  if (filter.isRead !== null && filter.isRead !== item.isRead) return false;
  if (filter.isSeen !== null && filter.isSeen !== item.isSeen) return false;
  if (filter.archived !== "INCLUDE" && item.isArchived !== (filter.archived === "ONLY")) return false;
  if (filter.snoozed !== "INCLUDE" && item.isSnoozed !== (filter.snoozed === "ONLY")) return false;
  if (filter.pinned !== "INCLUDE" && item.isPinned !== (filter.pinned === "ONLY")) return false;
  if (filter.createdFrom && item.createdAt < filter.createdFrom) return false;
  if (filter.createdBefore && item.createdAt >= filter.createdBefore) return false;
  if (filter.workflowKeys && !filter.workflowKeys.includes(item.workflowKey)) return false;
  if (filter.categories && !filter.categories.some((category) => item.categories.includes(category))) return false;
  if (filter.hasTenant !== null && filter.hasTenant !== (item.tenantId !== null)) return false;
  return filter.data === null || containsJson(item.data, filter.data);
}

/** Whether an item is visible for this tenant: the tenant's own items and those without one. */
export function isInTenant(tenantId: string | null, item: Filtered): boolean {
  return tenantId === null || item.tenantId === null || item.tenantId === tenantId;
}

/** Postgres's `@>`: every requested member is there; for lists, every element somewhere. */
export function containsJson(held: Json, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(held) && wanted.every((each) => held.some((item) => containsJson(item, each)));
  }
  if (typeof wanted === "object" && wanted !== null) {
    if (typeof held !== "object" || held === null || Array.isArray(held)) return false;
    return Object.entries(wanted).every(([key, value]) => {
      const found = Object.hasOwn(held, key) ? held[key] : undefined;
      return found !== undefined && containsJson(found, value);
    });
  }
  return held === wanted;
}

/**
 * The filter as a condition on messages m, contents c and workflow_versions v; parameters from `$from` on. States are
 * literals, so that each gets its own plan; other values are parameters, so that there are few statements.
 */
export function filterSql(filter: FeedFilter, from: number): string {
  const p = (n: number): string => `$${from + n}`;
  const details = `and (${p(1)}::text[] is null or (v.document->>'key') = any(${p(1)}))
    and (${p(2)}::text[] is null or (v.document->'categories') ?| ${p(2)})
    and (${p(3)}::boolean is null or (m.tenant_id is not null) = ${p(3)})
    and (${p(4)}::jsonb is null or coalesce(m.data, c.data) @> ${p(4)})`;
  const first = hasDetails(filter) ? 5 : 1;
  const times = `and (${p(first)}::timestamptz is null or m.created_at >= ${p(first)})
    and (${p(first + 1)}::timestamptz is null or m.created_at < ${p(first + 1)})`;
  return `(${p(0)}::text is null or m.tenant_id is null or m.tenant_id = ${p(0)})
    ${stateSql(filter)} ${hasDetails(filter) ? details : ""} ${hasTimes(filter) ? times : ""}`;
}

/** The part of the filter that marks can change. */
export function stateSql(filter: FeedFilter): string {
  const only = (part: FeedFilter["archived"]): boolean | null => (part === "INCLUDE" ? null : part === "ONLY");
  const states = [
    ["m.read_at", filter.isRead],
    ["m.seen_at", filter.isSeen],
    ["m.archived_at", only(filter.archived)],
    ["m.snoozed_until", only(filter.snoozed)],
    ["m.pinned_at", only(filter.pinned)],
  ] as const;
  return states
    .filter(([, isSet]) => isSet !== null)
    .map(([column, isSet]) => `and ${column} is ${isSet ? "not null" : "null"}`)
    .join(" ");
}

/**
 * The conditions that bound the scanned rows, in addition to the feed. Pinned items are few and have an index of
 * their own, so they are found at any position.
 */
export function scanSql(filter: FeedFilter): string {
  return filter.pinned === "ONLY" ? "and m.pinned_at is not null" : "";
}

/** The tables that the filter looks at. */
export function filterFrom(filter: FeedFilter): string {
  return `messages m ${filterJoins(filter)}`;
}

/** The tables that the filter reads, joined to messages m. */
export function filterJoins(filter: FeedFilter): string {
  if (!hasDetails(filter)) return "";
  return `left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
    join workflow_versions v on v.id = m.version_id`;
}

export function filterValues(filter: FeedFilter, tenantId: string | null): unknown[] {
  const data = filter.data === null ? null : JSON.stringify(filter.data);
  const details = [filter.workflowKeys, filter.categories, filter.hasTenant, data];
  const times = [filter.createdFrom, filter.createdBefore];
  return [tenantId, ...(hasDetails(filter) ? details : []), ...(hasTimes(filter) ? times : [])];
}

function hasDetails({ workflowKeys, categories, hasTenant, data }: FeedFilter): boolean {
  return workflowKeys !== null || categories !== null || hasTenant !== null || data !== null;
}

function hasTimes({ createdFrom, createdBefore }: FeedFilter): boolean {
  return createdFrom !== null || createdBefore !== null;
}
