import type { Json, JsonObject } from "../../platform/json.js";

/** Which items; null parts do not matter. */
export interface FeedFilter {
  isRead: boolean | null;
  isSeen: boolean | null;
  archived: "EXCLUDE" | "INCLUDE" | "ONLY";
  workflowKeys: readonly string[] | null;
  categories: readonly string[] | null;
  hasTenant: boolean | null;
  data: JsonObject | null;
}

export const ALL_UNARCHIVED: FeedFilter = {
  isRead: null,
  isSeen: null,
  archived: "EXCLUDE",
  workflowKeys: null,
  categories: null,
  hasTenant: null,
  data: null,
};

/** What the filter looks at. */
export interface Filtered {
  isRead: boolean;
  isSeen: boolean;
  isArchived: boolean;
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
  if (filter.workflowKeys && !filter.workflowKeys.includes(item.workflowKey)) return false;
  if (filter.categories && !filter.categories.some((category) => item.categories.includes(category))) return false;
  if (filter.hasTenant !== null && filter.hasTenant !== (item.tenantId !== null)) return false;
  return filter.data === null || containsJson(item.data, filter.data);
}

/** Whether an item is seen through this tenant: its own and those without one. */
export function isInTenant(tenantId: string | null, item: Filtered): boolean {
  return tenantId === null || item.tenantId === null || item.tenantId === tenantId;
}

/** Postgres's `@>`: every member that is asked for is there; of lists, every element somewhere. */
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
 * The filter as a condition on messages m, contents c and workflow_versions v; parameters from `$from` on. The states are
 * written out, so that each gets a plan of its own; the rest are parameters, so that the texts stay few.
 */
export function filterSql(filter: FeedFilter, from: number): string {
  const p = (n: number): string => `$${from + n}`;
  const details = `and (${p(1)}::text[] is null or (v.document->>'key') = any(${p(1)}))
    and (${p(2)}::text[] is null or (v.document->'categories') ?| ${p(2)})
    and (${p(3)}::boolean is null or (m.tenant_id is not null) = ${p(3)})
    and (${p(4)}::jsonb is null or coalesce(m.data, c.data) @> ${p(4)})`;
  return `(${p(0)}::text is null or m.tenant_id is null or m.tenant_id = ${p(0)})
    ${stateSql(filter)} ${hasDetails(filter) ? details : ""}`;
}

/** The part of the filter that marks can change. */
export function stateSql(filter: FeedFilter): string {
  const isArchived = filter.archived === "INCLUDE" ? null : filter.archived === "ONLY";
  const states = [
    ["m.read_at", filter.isRead],
    ["m.seen_at", filter.isSeen],
    ["m.archived_at", isArchived],
  ] as const;
  return states
    .filter(([, isSet]) => isSet !== null)
    .map(([column, isSet]) => `and ${column} is ${isSet ? "not null" : "null"}`)
    .join(" ");
}

/** The tables that the filter looks at. */
export function filterFrom(filter: FeedFilter): string {
  if (!hasDetails(filter)) return "messages m";
  return `messages m left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
    join workflow_versions v on v.id = m.version_id`;
}

export function filterValues(filter: FeedFilter, tenantId: string | null): unknown[] {
  if (!hasDetails(filter)) return [tenantId];
  const data = filter.data === null ? null : JSON.stringify(filter.data);
  return [tenantId, filter.workflowKeys, filter.categories, filter.hasTenant, data];
}

function hasDetails({ workflowKeys, categories, hasTenant, data }: FeedFilter): boolean {
  return workflowKeys !== null || categories !== null || hasTenant !== null || data !== null;
}
