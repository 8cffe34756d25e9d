import type { PreferenceChoice } from "../preferences/choices.js";
import { isRecord } from "../json.js";

/** A choice for tests: fields that are left out get defaults. */
export type TestChoice = Partial<PreferenceChoice>;

/** A user's preferences as the server stores them. */
export class MemoryPreferences {
  #choices: readonly PreferenceChoice[];
  #isCommercialSubscribed = true;

  constructor(choices: readonly TestChoice[]) {
    this.#choices = choices.map(choiceOf);
  }

  /** The answer to a client's query. */
  read(): object {
    return { choices: this.#choices, commercialSubscribed: this.#isCommercialSubscribed };
  }

  /** Stores the choices; fixed ones do not change. */
  choose(input: Readonly<Record<string, unknown>>): object {
    const rules = Array.isArray(input.rules) ? input.rules.filter(isRecord) : [];
    for (const rule of rules) {
      this.#choices = this.#choices.map((choice) =>
        isAbout(rule, choice) && !choice.isFixed
          ? { ...choice, isAllowed: typeof rule.allow === "boolean" ? rule.allow : null }
          : choice,
      );
    }
    if (typeof input.commercialSubscribed === "boolean") this.#isCommercialSubscribed = input.commercialSubscribed;
    return this.read();
  }
}

function choiceOf(choice: TestChoice): PreferenceChoice {
  return {
    workflowKey: null,
    category: null,
    name: choice.category ?? choice.workflowKey ?? "",
    categories: [],
    channelType: "IN_APP",
    isAllowed: true,
    isFixed: false,
    code: "preference.allowed",
    rule: null,
    ...choice,
  };
}

function isAbout(rule: Readonly<Record<string, unknown>>, choice: PreferenceChoice): boolean {
  return (
    (rule.workflowKey ?? null) === choice.workflowKey &&
    (rule.category ?? null) === choice.category &&
    rule.channelType === choice.channelType
  );
}
