import { CarillonError, fromGraphQLErrors } from "../../errors.js";
import {
  MarkFeedDocument,
  MarkMessagesDocument,
  PinMessagesDocument,
  SnoozeMessagesDocument,
  UnpinMessagesDocument,
  UnsnoozeMessagesDocument,
} from "../../generated/late-documents.js";
import type {
  MarkFeedMutation,
  MarkMessagesMutation,
  PinMessagesMutation,
  SnoozeMessagesMutation,
  UnpinMessagesMutation,
  UnsnoozeMessagesMutation,
} from "../../generated/operations.js";
import { isRecord } from "../../json.js";
import { resultOf } from "../../transport/result.js";
import type { GraphQLAnswer, Operation } from "../../transport/operation.js";
import type { TypedDocument } from "../../typed-document.js";
import type { MarkAnswer } from "../../feed/mark-job.js";
import type { JobGroup } from "./mark-groups.js";

/**
 * One call for one or several marks, in order; several are fields `m0`, `m1`, … of one mutation, which a server runs one
 * after the other.
 */
export function markOperation(groups: readonly JobGroup[]): Operation {
  const [first] = groups;
  if (first !== undefined && groups.length === 1) {
    return { query: documentOf(first), variables: { input: first.input } };
  }
  const parts = groups.map((group) => partsOf(documentOf(group)));
  const variables = parts.map(({ type }, index) => `$i${index}:${type}!`);
  const fields = parts.map(({ field, selection }, index) => `m${index}:${field}(input:$i${index})${selection}`);
  // The longest text of fragments includes all fragments of the others.
  const fragments = parts.map((part) => part.fragments).sort((a, b) => b.length - a.length)[0];
  return {
    query: `mutation Marks(${variables.join()}){${fields.join(" ")}}${fragments}`,
    variables: Object.fromEntries(groups.map(({ input }, index) => [`i${index}`, input])),
  };
}

/** The result of each field of the call. */
export function markAnswers(
  groups: readonly JobGroup[],
  answer: GraphQLAnswer,
): readonly (MarkAnswer | CarillonError)[] {
  return groups.map((group, index) => {
    const name = groups.length === 1 ? fieldOf(group) : `m${index}`;
    const errors = (answer.errors ?? []).filter((error) => isAbout(error, name));
    if (errors.length > 0) return fromGraphQLErrors(errors);
    const value = isRecord(answer.data) ? answer.data[name] : null;
    if (!isRecord(value)) return new CarillonError("INVALID_RESPONSE", "The answer is null and says not why.");
    const { document, field } = askedBy(group);
    const answered: readonly (Answered | undefined)[] = Object.values(resultOf(document, { data: { [field]: value } }));
    return answerOf(answered[0]);
  });
}

type Answered =
  MarkMessagesMutation["markMessages"] | SnoozeMessagesMutation["snoozeMessages"] | MarkFeedMutation["markFeed"];

function answerOf(answer: Answered | undefined): MarkAnswer {
  if (answer == null) return { items: [], heads: [], whole: null };
  if ("feed" in answer) return { items: [], heads: [answer.feed], whole: answer };
  const items = answer.messages.filter((message) => message.__typename === "FeedItem");
  return { items, heads: answer.feeds, whole: null };
}

type MarkDocument = TypedDocument<
  | MarkMessagesMutation
  | MarkFeedMutation
  | SnoozeMessagesMutation
  | UnsnoozeMessagesMutation
  | PinMessagesMutation
  | UnpinMessagesMutation,
  never
>;

/** The mutation of a group. */
function askedBy({ jobs, input }: JobGroup): { readonly document: MarkDocument; readonly field: string } {
  const mark = jobs[0]?.mark;
  if (mark === "SNOOZED") return { document: SnoozeMessagesDocument, field: "snoozeMessages" };
  if (mark === "UNSNOOZED") return { document: UnsnoozeMessagesDocument, field: "unsnoozeMessages" };
  if (mark === "PINNED") return { document: PinMessagesDocument, field: "pinMessages" };
  if (mark === "UNPINNED") return { document: UnpinMessagesDocument, field: "unpinMessages" };
  if ("ids" in input) return { document: MarkMessagesDocument, field: "markMessages" };
  return { document: MarkFeedDocument, field: "markFeed" };
}

const fieldOf = (group: JobGroup): string => askedBy(group).field;
const documentOf = (group: JobGroup): string => askedBy(group).document.toString();

/** An error without a path is about the whole call. */
function isAbout(error: unknown, field: string): boolean {
  return !isRecord(error) || !Array.isArray(error.path) || error.path[0] === field;
}

interface Parts {
  readonly type: string;
  readonly field: string;
  readonly selection: string;
  readonly fragments: string;
}

/** Splits a document in codegen's format: `mutation Name($input:Type!){field(input:$input){…}}fragment …`. */
function partsOf(text: string): Parts {
  const [, type = "", field = "", selection = "", fragments = ""] =
    /^mutation \w+\(\$input:(\w+)!\)\{(\w+)\(input:\$input\)(.*?)\}(fragment .*)$/s.exec(text) ?? [];
  return { type, field, selection, fragments };
}
