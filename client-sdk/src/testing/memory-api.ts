import type { EngagementMark } from "../generated/operations.js";
import type { CarillonError } from "../errors.js";
import { isRecord } from "../json.js";
import type { GraphQLAnswer, Operation } from "../transport/operation.js";
import type { FeedFilter } from "../types.js";
import type { MemoryFeed } from "./memory-feed.js";
import { MemoryPreferences } from "./memory-preferences.js";

type Variables = Readonly<Record<string, unknown>>;

/** The answer to a subscription. */
export interface ChangeAnswer {
  data: Record<string, unknown>;
}

/** The receiver of one subscription. */
export interface Watcher {
  onChange(answer: ChangeAnswer): void;
  onRefused(error: CarillonError): void;
}

/** The part of the API that a client of one person uses, over a feed in memory. It knows the SDK's own operations by name. */
export class MemoryApi {
  readonly #feed: MemoryFeed;
  readonly #preferences: MemoryPreferences;
  /** Sends a change to each subscriber. */
  readonly #watchers = new Map<Watcher, () => void>();
  #refusal: CarillonError | null = null;

  constructor(feed: MemoryFeed, preferences = new MemoryPreferences([])) {
    this.#feed = feed;
    this.#preferences = preferences;
  }

  /** Sends the changes to subscribers. */
  publish(): void {
    for (const tell of [...this.#watchers.values()]) tell();
  }

  /** Ends every subscription, and refuses new ones; null allows them again. */
  refuseLive(error: CarillonError | null): void {
    this.#refusal = error;
    if (error === null) return;
    const refused = [...this.#watchers.keys()];
    this.#watchers.clear();
    for (const watcher of refused) watcher.onRefused(error);
  }

  /** Answers a query or mutation. */
  answer({ query, variables }: Operation): GraphQLAnswer {
    const given = isRecord(variables) ? variables : {};
    const name = operationName(query);
    if (name !== "Marks") return this.#answerOne(name, given);
    // Several marks in one call, in order.
    const fields = [...query.matchAll(/(m\d+):(\w+)\(input:\$(i\d+)\)/g)];
    const answers = fields.map(([, alias = "", field = "", variable = ""]) => {
      const { data } = this.#answerOne(field.charAt(0).toUpperCase() + field.slice(1), { input: given[variable] });
      return [alias, isRecord(data) ? data[field] : null];
    });
    return { data: Object.fromEntries(answers) };
  }

  /**
   * Begins a subscription: the watcher gets the first change at once, and each further one. Returns a function that ends it.
   */
  watch(variables: object | undefined, watcher: Watcher): () => void {
    if (this.#refusal !== null) {
      watcher.onRefused(this.#refusal);
      return () => undefined;
    }
    const given = isRecord(variables) ? variables : {};
    const filter = filterOf(given.filter);
    let version = typeof given.afterVersion === "string" ? given.afterVersion : this.#feed.version;
    const tell = (): void => {
      const feedChanged = this.#feed.changeAfter(version, filter);
      version = feedChanged.feed.version;
      watcher.onChange({ data: { feedChanged } });
    };
    this.#watchers.set(watcher, tell);
    tell();
    return () => this.#watchers.delete(watcher);
  }

  #answerOne(name: string, variables: Variables): GraphQLAnswer {
    const input = isRecord(variables.input) ? variables.input : {};
    switch (name) {
      case "FeedPage":
        return { data: { feed: this.#page(variables) } };
      case "FeedCounts": {
        const filteredCounts = { ...this.#feed.counts(filterOf(variables.filter)), isExact: true };
        return { data: { feed: { id: this.#feed.id, version: this.#feed.version, filteredCounts } } };
      }
      case "MarkMessages":
        return this.#changed(
          "markMessages",
          this.#feed.mark(idsOf(input), markOf(input.mark), { isLinkClick: input.isLinkClick === true }),
        );
      case "SnoozeMessages":
        return this.#changed("snoozeMessages", this.#feed.snooze(idsOf(input), String(input.until)));
      case "UnsnoozeMessages":
        return this.#changed("unsnoozeMessages", this.#feed.snooze(idsOf(input), null));
      case "PinMessages":
        return this.#changed("pinMessages", this.#feed.pin(idsOf(input), true));
      case "UnpinMessages":
        return this.#changed("unpinMessages", this.#feed.pin(idsOf(input), false));
      case "MarkFeed": {
        const upTo = typeof input.upToVersion === "string" ? input.upToVersion : this.#feed.version;
        const marked = this.#feed.markAll(markOf(input.mark), filterOf(input.filter), upTo);
        this.publish();
        return { data: { markFeed: { feed: this.#feed.head(), ...marked } } };
      }
      case "UndoMarkFeed": {
        const changedCount = this.#feed.undoMarkAll(String(input.markedAt));
        this.publish();
        return { data: { undoMarkFeed: { feed: this.#feed.head(), changedCount } } };
      }
      case "PreferenceChoices":
        return { data: { viewer: { preferences: this.#preferences.read() } } };
      case "ChoosePreferences":
        return { data: { setPreferences: { preferences: this.#preferences.choose(input) } } };
      default: {
        const message = `The test client cannot answer the operation "${name}".`;
        return { errors: [{ message, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] };
      }
    }
  }

  #page(variables: Variables): object {
    const { head, items, hasNextPage, endCursor } = this.#feed.page(
      filterOf(variables.filter),
      typeof variables.first === "number" ? variables.first : 20,
      typeof variables.after === "string" ? variables.after : null,
    );
    return { ...head, items: { nodes: items, pageInfo: { hasNextPage, endCursor } } };
  }

  #changed(field: string, messages: readonly object[]): GraphQLAnswer {
    this.publish();
    return { data: { [field]: { messages, feeds: [this.#feed.head()], missingIds: [] } } };
  }
}

/** The name of the only operation of a document. */
export function operationName(query: string): string {
  return /^\s*\w+ (\w+)/.exec(query)?.[1] ?? "";
}

function idsOf(input: Variables): readonly string[] {
  return Array.isArray(input.ids) ? input.ids.map(String) : [];
}

function filterOf(value: unknown): FeedFilter | undefined {
  if (!isRecord(value)) return undefined;
  const { archived, snoozed, pinned } = value;
  return {
    isRead: booleanOf(value.isRead),
    isSeen: booleanOf(value.isSeen),
    hasTenant: booleanOf(value.hasTenant),
    workflowKeys: textsOf(value.workflowKeys),
    categories: textsOf(value.categories),
    createdFrom: typeof value.createdFrom === "string" ? value.createdFrom : null,
    createdBefore: typeof value.createdBefore === "string" ? value.createdBefore : null,
    data: isRecord(value.data) ? value.data : null,
    snoozed: snoozed === "INCLUDE" || snoozed === "ONLY" ? snoozed : "EXCLUDE",
    pinned: pinned === "EXCLUDE" || pinned === "ONLY" ? pinned : "INCLUDE",
    archived: archived === "INCLUDE" || archived === "ONLY" ? archived : "EXCLUDE",
  };
}

const booleanOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);
const textsOf = (value: unknown): readonly string[] | null => (Array.isArray(value) ? value.map(String) : null);

const MARKS: readonly EngagementMark[] = ["SEEN", "UNSEEN", "READ", "UNREAD", "INTERACTED", "ARCHIVED", "UNARCHIVED"];

function markOf(value: unknown): EngagementMark {
  const mark = MARKS.find((known) => known === value);
  if (mark === undefined) throw new Error(`Unknown mark ${String(value)}`);
  return mark;
}
