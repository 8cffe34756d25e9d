import type { BrowserClient } from "../client/client-types.js";
import type { ChannelType, PreferenceRuleInput, PreferenceSource } from "../generated/operations.js";
import type { CarillonErrorLike, Subscribable } from "../types.js";

/** The used part of a client. */
export type PreferencesClient = Pick<BrowserClient, "request" | "person">;

/** Everything, a category or a workflow, for one channel type. */
export interface PreferenceChoice {
  /** The workflow; null for everything and for a category. */
  readonly workflowKey: string | null;
  /** The category; null for everything and for a workflow. */
  readonly category: string | null;
  /** The name to show; empty for everything. */
  readonly name: string;
  /** The categories of a workflow. */
  readonly categories: readonly string[];
  readonly channelType: ChannelType;
  /** Whether messages are sent; null if a condition decides for each message. */
  readonly isAllowed: boolean | null;
  /** Whether the user's own choice would have no effect. */
  readonly isFixed: boolean;
  /** The reason, for example `preference.category_off`; see the schema. */
  readonly code: string;
  /** The deciding rule and its layer; null if there is no rule. */
  readonly rule: { readonly category: string | null; readonly source: PreferenceSource } | null;
}

/** A user's current preferences. The same object until something changes. */
export interface PreferencesSnapshot {
  /** `ready` once they were loaded, also during a reload. */
  readonly status: "loading" | "ready" | "error";
  /** Everything first, then categories, then workflows; with unconfirmed choices. */
  readonly choices: readonly PreferenceChoice[];
  readonly commercialSubscribed: boolean;
  /** Whether some choice is unconfirmed. */
  readonly isSaving: boolean;
  /** The error of the last load, until one succeeds. */
  readonly error: CarillonErrorLike | null;
}

export interface PreferencesHandle {
  /** Made for `useSyncExternalStore`. */
  readonly store: Subscribable<PreferencesSnapshot>;
  /**
   * Loads, and loads again when the page becomes visible or another tab saved something. Returns a function that ends this.
   */
  start(): () => void;
  /** Loads again now. */
  refetch(): Promise<void>;
  /** Shows the choice at once; rejects, and reverts it, if the server refuses it. A fixed choice is ignored. */
  setAllowed(choice: PreferenceChoice, isAllowed: boolean): Promise<void>;
  /** The same for all commercial messages. */
  setCommercial(isSubscribed: boolean): Promise<void>;
}

/** The server's last answer. */
export interface StoredChoices {
  readonly choices: readonly PreferenceChoice[];
  readonly commercialSubscribed: boolean;
}

/** Unconfirmed choices: by key, and whether commercial messages are wanted. */
export interface Unconfirmed {
  readonly choices: ReadonlyMap<string, { readonly choice: PreferenceChoice; readonly isAllowed: boolean }>;
  readonly commercialSubscribed: boolean | null;
}

export const NOTHING_CHOSEN: Unconfirmed = { choices: new Map(), commercialSubscribed: null };

/** A key of a choice within a set, for example for React's `key`. */
export function choiceKey({ workflowKey, category, channelType }: PreferenceChoice): string {
  return JSON.stringify([workflowKey, category, channelType]);
}

/** The server's answer with unconfirmed choices applied. */
export function withChosen(stored: StoredChoices, layers: readonly Unconfirmed[]): StoredChoices {
  return layers.reduce<StoredChoices>(
    ({ choices, commercialSubscribed }, layer) => ({
      choices: layer.choices.size === 0 ? choices : choices.map((choice) => chosen(choice, layer)),
      commercialSubscribed: layer.commercialSubscribed ?? commercialSubscribed,
    }),
    stored,
  );
}

function chosen(choice: PreferenceChoice, { choices }: Unconfirmed): PreferenceChoice {
  const said = choices.get(choiceKey(choice));
  return said === undefined || choice.isFixed ? choice : { ...choice, isAllowed: said.isAllowed };
}

export function ruleOf(choice: PreferenceChoice, isAllowed: boolean): PreferenceRuleInput {
  const { workflowKey, category, channelType } = choice;
  return {
    ...(workflowKey === null ? {} : { workflowKey }),
    ...(category === null ? {} : { category }),
    channelType,
    allow: isAllowed,
  };
}
