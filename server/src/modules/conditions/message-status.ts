import { isJsonObject, type Json } from "../../platform/json.js";
import type { Operator } from "./condition.js";
import { memberOf, type ConditionScope, type ScopePath } from "./scope.js";

/**
 * The state of the messages that one step created for one run: `refs.<ref>` in the scope, which templates read too. A
 * step that was not reached has no entry. A type and not an interface, so that it counts as JSON.
 */
export type MessageRefStatus = {
  /**
   * In lower case: the message's delivery status, or those of all its messages, of which the highest counts; `skipped` if
   * the step was reached and created no message; `expired` if retention has deleted its messages, and then every condition
   * about them is false.
   */
  delivery_status: string | string[];
  /** Every engagement that any of the messages has: seen, read, interacted, link_clicked, archived. */
  engagement_status: string[];
};

/** The part of a variable that names the status of a step's messages. */
export type StatusField = "delivery_status" | "engagement_status";

const EXPIRED = "expired";
const CONSTANT = /^\$message\.([a-z_]+)$/;

/**
 * From low to high. `uncertain` is below `sent`: the condition "has been sent" is false if the outcome is unknown, so
 * that the fallback is used.
 */
const RANKS: ReadonlyMap<string, number> = new Map([
  ["undelivered", 0],
  ["bounced", 1],
  ["delivery_attempted", 2],
  ["queued", 3],
  ["sending", 4],
  ["not_sent", 5],
  ["uncertain", 6],
  ["sent", 7],
  ["delivered", 8],
  ["seen", 9],
  ["read", 10],
  ["interacted", 11],
  ["link_clicked", 11],
  ["archived", 12],
]);

const DELIVERY_ONLY = [
  "undelivered",
  "bounced",
  "delivery_attempted",
  "queued",
  "sending",
  "not_sent",
  "uncertain",
  "sent",
  "delivered",
];

/** The arguments of each operator for `$message.`. */
export const STATUS_ARGUMENTS: Readonly<Record<StatusField, Partial<Record<Operator, readonly string[]>>>> = {
  delivery_status: {
    equal_to: ["skipped", ...DELIVERY_ONLY],
    not_equal_to: ["skipped", ...DELIVERY_ONLY],
    greater_than_or_equal_to: [...RANKS.keys()],
    less_than: [...RANKS.keys()],
  },
  engagement_status: {
    contains: ["seen", "seen_not_read", "read", "read_not_link_clicked", "interacted", "link_clicked", "archived"],
    not_contains: ["seen", "seen_not_read", "read", "read_not_link_clicked", "interacted", "link_clicked", "archived"],
  },
};

/**
 * The state of messages that the path reads, if any: `refs.<ref>.delivery_status` or `refs.<ref>.engagement_status`.
 */
export function statusFieldOf(path: ScopePath): StatusField | undefined {
  const [, field] = path.segments;
  if (path.root !== "refs" || path.segments.length !== 2) return undefined;
  return field === "delivery_status" || field === "engagement_status" ? field : undefined;
}

/** The status named by a `$message.…` constant. */
export function statusNamed(argument: Json | undefined): string | undefined {
  return typeof argument === "string" ? CONSTANT.exec(argument)?.[1] : undefined;
}

/**
 * A condition about the messages of a step. A step that was not reached has no messages: nothing was sent, nothing was read.
 */
interface StatusQuestion {
  path: ScopePath;
  field: StatusField;
  operator: Operator;
  /** The status asked for; `undefined` when the argument was no constant, and nothing is met then. */
  wanted: string | undefined;
}

/** The result, with the values found: the highest delivery status, or the engagements. */
interface StatusAnswer {
  isMet: boolean;
  actual: Json;
}

export function answerStatus(question: StatusQuestion, scope: ConditionScope): StatusAnswer {
  const state = stateOf(scope, question.path.segments[0] ?? "");
  const actual = question.field === "delivery_status" ? state.delivery : state.engagement;
  if (state.delivery === EXPIRED || question.wanted === undefined) return { isMet: false, actual };
  return { isMet: isStatusMet(question, question.wanted, state), actual };
}

interface MessageState {
  /** Highest delivery status, `skipped` or `expired`; null when there is nothing. */
  delivery: string | null;
  engagement: string[];
  /** Rank of the highest status, engagement included: a read message counts as delivered. */
  rank: number;
}

function stateOf(scope: ConditionScope, ref: string): MessageState {
  const found = scope.refs === undefined ? undefined : memberOf(scope.refs, ref);
  const state = isJsonObject(found) ? found : {};
  const deliveries = textsOf(memberOf(state, "delivery_status"));
  const engagement = textsOf(memberOf(state, "engagement_status"));

  const [first = null] = deliveries;
  return {
    delivery: deliveries.reduce((highest, status) => (rankOf(status) > rankOf(highest) ? status : highest), first),
    engagement,
    rank: [...deliveries, ...engagement].reduce((highest, status) => Math.max(highest, rankOf(status)), -1),
  };
}

function isStatusMet(question: StatusQuestion, wanted: string, state: MessageState): boolean {
  switch (question.operator) {
    case "equal_to":
      return state.delivery === wanted;
    case "not_equal_to":
      return state.delivery !== wanted;
    case "greater_than_or_equal_to":
      return RANKS.has(wanted) && state.rank >= rankOf(wanted);
    case "less_than":
      return RANKS.has(wanted) && state.rank < rankOf(wanted);
    case "contains":
      return isEngaged(wanted, state.engagement);
    case "not_contains":
      return !isEngaged(wanted, state.engagement);
    default:
      return false;
  }
}

function isEngaged(wanted: string, engagement: readonly string[]): boolean {
  switch (wanted) {
    case "seen_not_read":
      return engagement.includes("seen") && !engagement.includes("read");
    case "read_not_link_clicked":
      return engagement.includes("read") && !engagement.includes("link_clicked");
    default:
      return engagement.includes(wanted);
  }
}

function rankOf(status: string | null): number {
  return status === null ? -1 : (RANKS.get(status) ?? -1);
}

function textsOf(value: Json | undefined): string[] {
  const list: (Json | undefined)[] = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === "string" && item !== "");
}
