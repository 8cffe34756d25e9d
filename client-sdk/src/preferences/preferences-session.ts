import { CarillonError, toCarillonError } from "../errors.js";
import { ChoosePreferencesDocument, PreferenceChoicesDocument } from "../generated/preference-documents.js";
import type { PreferenceRuleInput } from "../generated/operations.js";
import type { Writable } from "../subscribable.js";
import {
  choiceKey,
  NOTHING_CHOSEN,
  type PreferenceChoice,
  type PreferencesClient,
  type PreferencesSnapshot,
  ruleOf,
  type StoredChoices,
  type Unconfirmed,
  withChosen,
} from "./choices.js";

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * One user's preferences. States of a choice: waiting (shown, sent with the next call), in flight (shown, sent), then
 * confirmed (part of `stored`) or refused (removed). One call at a time, so that the last choice wins; but when the
 * page is about to close, waiting choices are sent in parallel.
 */
export class PreferencesSession {
  readonly #client: PreferencesClient;
  readonly #tenantId: string | null;
  readonly #store: Writable<PreferencesSnapshot>;
  readonly #onSaved: () => void;
  #stored: StoredChoices | null = null;
  #waiting = NOTHING_CHOSEN;
  /** The contents of each call in flight, oldest first. */
  #underWay: readonly Unconfirmed[] = [];
  #waiters: Waiter[] = [];
  #isOver = false;
  #loading: Promise<void> | null = null;
  /** Counts calls that changed something: an answer to an earlier query is outdated. */
  #savedCount = 0;

  constructor(
    client: PreferencesClient,
    tenantId: string | null,
    store: Writable<PreferencesSnapshot>,
    onSaved: () => void,
  ) {
    this.#client = client;
    this.#tenantId = tenantId;
    this.#store = store;
    this.#onSaved = onSaved;
  }

  /** Concurrent callers share a load. */
  load(): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => (this.#loading = null));
    return this.#loading;
  }

  choose(choice: PreferenceChoice, isAllowed: boolean): Promise<void> {
    const choices = new Map(this.#waiting.choices).set(choiceKey(choice), { choice, isAllowed });
    return this.#add({ ...this.#waiting, choices });
  }

  chooseCommercial(commercialSubscribed: boolean): Promise<void> {
    return this.#add({ ...this.#waiting, commercialSubscribed });
  }

  /** Another person is signed in: pending choices are not sent, and no answer is shown. */
  end(): void {
    this.#isOver = true;
    const error = new CarillonError("ABORTED", "Another person has signed in.");
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  async #fetch(): Promise<void> {
    const savedCount = this.#savedCount;
    try {
      const found = await this.#ask();
      if (this.#isOver || this.#savedCount !== savedCount) return;
      this.#stored = found;
      this.#show({ error: null });
    } catch (error) {
      const reason = toCarillonError(error, "INTERNAL_SERVER_ERROR");
      if (!this.#isOver) this.#show({ error: reason });
      throw reason;
    }
  }

  async #ask(): Promise<StoredChoices> {
    const { viewer } = await this.#client.request(PreferenceChoicesDocument, { tenantId: this.#tenantId });
    // The user is unknown so far: an empty write returns the user's effective preferences.
    return viewer?.preferences ?? this.#write({});
  }

  async #write(change: {
    readonly rules?: readonly PreferenceRuleInput[];
    readonly commercialSubscribed?: boolean;
  }): Promise<StoredChoices> {
    const input = { tenantId: this.#tenantId, ...change };
    const answer = await this.#client.request(
      ChoosePreferencesDocument,
      { input },
      { isIdempotent: true, keepalive: true },
    );
    if (answer.setPreferences === null) throw new CarillonError("INVALID_RESPONSE", "The answer holds no preferences.");
    return answer.setPreferences.preferences;
  }

  #add(waiting: Unconfirmed): Promise<void> {
    this.#waiting = waiting;
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#show({});
      if (this.#underWay.length === 0) void this.#sendNext();
    });
  }

  /** The page is about to close: sends the waiting choices without waiting for the call under way. */
  flush(): void {
    if (this.#waiters.length > 0) void this.#sendNext();
  }

  async #sendNext(): Promise<void> {
    const waiters = this.#waiters.splice(0);
    const sent = this.#waiting;
    this.#waiting = NOTHING_CHOSEN;
    this.#underWay = [...this.#underWay, sent];
    try {
      const stored = await this.#write({
        rules: [...sent.choices.values()].map(({ choice, isAllowed }) => ruleOf(choice, isAllowed)),
        ...(sent.commercialSubscribed === null ? {} : { commercialSubscribed: sent.commercialSubscribed }),
      });
      this.#savedCount += 1;
      if (!this.#isOver) this.#stored = stored;
      this.#settle(sent);
      this.#onSaved();
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      this.#settle(sent);
      for (const waiter of waiters) waiter.reject(error);
    }
    if (this.#waiters.length > 0 && this.#underWay.length === 0 && !this.#isOver) await this.#sendNext();
  }

  #settle(sent: Unconfirmed): void {
    this.#underWay = this.#underWay.filter((each) => each !== sent);
    this.#show({});
  }

  #show(change: Pick<Partial<PreferencesSnapshot>, "error">): void {
    if (this.#isOver) return;
    const before = this.#store.getSnapshot();
    const error = change.error === undefined ? before.error : change.error;
    const isSaving = this.#waiters.length > 0 || this.#underWay.length > 0;
    if (this.#stored === null)
      return this.#store.set({ ...before, isSaving, error, status: error ? "error" : "loading" });
    const shown = withChosen(this.#stored, [...this.#underWay, this.#waiting]);
    this.#store.set({ ...shown, isSaving, error, status: "ready" });
  }
}
