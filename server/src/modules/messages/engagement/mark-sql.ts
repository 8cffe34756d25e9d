import { changesOf, CONDITION_NAMES, MARKS, type EngagementField, type FieldChange, type Mark } from "./engagement.js";

/** The column of each field in `messages`. */
const COLUMNS: Readonly<Record<EngagementField, string>> = {
  seen: "seen_at",
  read: "read_at",
  interacted: "interacted_at",
  linkClicked: "link_clicked_at",
  archived: "archived_at",
  snoozed: "snoozed_until",
  pinned: "pinned_at",
};

/** Undoes the marks that one call made on a whole feed. */
export type Undo = "UNDONE";

/** The parameters of a statement that marks, as SQL. */
export interface MarkParameters {
  at: string;
  metadata: string;
  until: string;
  markedAt: string;
}

/** A condition on messages `m` that a mark changes, and the assignments that it makes. */
export interface MarkSql {
  needs: string;
  sets: string;
}

/**
 * A condition that is always true and names these parameters. All marks share one list of parameters, and Postgres must
 * infer the type of each, also of those that this mark does not use.
 */
export function namesParameters(...parameters: string[]): string {
  return `(${parameters.map((parameter) => `${parameter} is null or `).join("")}true)`;
}

export function markSql(mark: Mark | Undo, parameters: MarkParameters): MarkSql {
  if (mark === "UNDONE") return undoSql(parameters.markedAt);
  const rule = MARKS[mark];
  const { metadata, at, until } = parameters;
  const changes = changesOf(rule).map(([field, change]) => ({ column: COLUMNS[field], change }));
  const needs = changes.map(({ column, change }) => needSql(column, change, until));
  const sets = changes.map(({ column, change }) => `${column} = ${valueSql(column, change, { at, until })}`);
  if (rule.hasMetadata) {
    needs.push(`(${metadata} is not null and m.interaction is distinct from ${metadata})`);
    sets.push(`interaction = coalesce(${metadata}, m.interaction)`);
  }
  return { needs: rule.isRepeatable ? "true" : `(${needs.join(" or ")})`, sets: sets.join(", ") };
}

function needSql(column: string, change: FieldChange, until: string): string {
  if (change === "clear") return `m.${column} is not null`;
  return change === "until" ? `m.${column} is distinct from ${until}` : `m.${column} is null`;
}

function valueSql(column: string, change: FieldChange, { at, until }: { at: string; until: string }): string {
  switch (change) {
    case "clear":
      return "null";
    case "until":
      return until;
    case "latest":
      return at;
    case "first":
      return `coalesce(m.${column}, ${at})`;
  }
}

/**
 * A call sets the same instant on everything that it changes, and keeps older instants: so a field with the call's instant
 * was unset before. Messages that the reader acted on since stay read.
 */
function undoSql(markedAt: string): MarkSql {
  const isRead = `(m.read_at = ${markedAt} and coalesce(greatest(m.interacted_at, m.link_clicked_at), ${markedAt}) <= ${markedAt})`;
  return {
    needs: `(${isRead} or m.interacted_at = ${markedAt} or m.archived_at = ${markedAt}
      or (m.seen_at = ${markedAt} and m.read_at is null))`,
    sets: `read_at = case when ${isRead} then null else m.read_at end,
      seen_at = case when m.read_at is null or ${isRead} then nullif(m.seen_at, ${markedAt}) else m.seen_at end,
      interacted_at = nullif(m.interacted_at, ${markedAt}), archived_at = nullif(m.archived_at, ${markedAt})`,
  };
}

/** The engagement of messages as an array of the names that conditions use. */
export const ENGAGEMENT_NAMES = `array_remove(array[${CONDITION_NAMES.map(
  ([field, name]) => `case when ${COLUMNS[field]} is not null then '${name}' end`,
).join(", ")}], null)`;
