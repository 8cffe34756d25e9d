import type { BrowserClient } from "@carillon/client";
import type { PreferenceChoice } from "@carillon/client/preferences";

type Rule = Pick<PreferenceChoice, "workflowKey" | "category" | "channelType"> & { readonly allow: boolean };
interface Input {
  readonly rules?: readonly Partial<Rule>[];
  readonly commercialSubscribed?: boolean;
}

export const choiceOf = (rest: Partial<PreferenceChoice>): PreferenceChoice => ({
  workflowKey: null,
  category: null,
  name: "",
  categories: [],
  channelType: "IN_APP",
  isAllowed: true,
  isFixed: false,
  code: "preference.allowed",
  rule: null,
  ...rest,
});

const both = (rest: Partial<PreferenceChoice>): PreferenceChoice[] => [
  choiceOf(rest),
  choiceOf({ ...rest, channelType: "EMAIL" }),
];

/** A choice of every type. */
export const CHOICES: readonly PreferenceChoice[] = [
  ...both({}),
  ...both({ category: "billing", name: "Billing" }),
  ...both({ category: "social", name: "Social", isAllowed: false, code: "preference.category_off" }),
  choiceOf({
    workflowKey: "invoice",
    name: "A new invoice that has to be paid within the month",
    isFixed: true,
    code: "preference.overridden",
  }),
  choiceOf({ workflowKey: "reminder", name: "Reminders", isAllowed: null, channelType: "EMAIL" }),
  ...both({
    workflowKey: "mention",
    name: "Mentions",
    isAllowed: false,
    isFixed: true,
    code: "preference.category_off",
    rule: { category: "Social", source: "RECIPIENT" },
  }),
  ...both({ workflowKey: "comment", name: "Comments" }),
];

/** Answers as the server would. `refused` refuses choices; `none`, `error` and `loading` show those states. */
export function fakePreferences(mood: string | null): BrowserClient["request"] {
  let choices = mood === "none" ? [] : CHOICES;
  let commercialSubscribed = true;
  const answer = (_: unknown, variables: { readonly input?: Input } = {}): Promise<unknown> => {
    if (mood === "loading") return new Promise(() => undefined);
    if (mood === "error") return Promise.reject(Object.assign(new Error("No line."), { code: "NETWORK_ERROR" }));
    const { input } = variables;
    if (input && mood === "refused") return Promise.reject(Object.assign(new Error("No."), { code: "FORBIDDEN" }));
    for (const rule of input?.rules ?? []) {
      choices = choices.map((choice) =>
        isAbout(rule, choice) ? { ...choice, isAllowed: rule.allow ?? null } : choice,
      );
    }
    commercialSubscribed = input?.commercialSubscribed ?? commercialSubscribed;
    const preferences = { choices, commercialSubscribed };
    return Promise.resolve(input ? { setPreferences: { preferences } } : { viewer: { preferences } });
  };
  return answer as BrowserClient["request"];
}

function isAbout(rule: Partial<Rule>, choice: PreferenceChoice): boolean {
  return (
    (rule.workflowKey ?? null) === choice.workflowKey &&
    (rule.category ?? null) === choice.category &&
    rule.channelType === choice.channelType
  );
}
