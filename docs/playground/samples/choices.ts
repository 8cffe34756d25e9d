import type { TestChoice } from "@carillon/react/testing";

const TYPES = ["IN_APP", "EMAIL", "PUSH"] as const;

function all(choice: TestChoice): TestChoice[] {
  return TYPES.map((channelType) => ({ ...choice, channelType }));
}

/** Free choices, and one of each kind that is not. */
export const CHOICES: readonly TestChoice[] = [
  ...all({}),
  ...all({ category: "collaboration", name: "Collaboration" }),
  ...all({ category: "digest", name: "Weekly digest", isAllowed: false, code: "preference.category_off" }),
  ...all({ workflowKey: "comment", name: "New comments" }),
  ...all({ workflowKey: "mention", name: "Mentions" }),
  ...all({ workflowKey: "security", name: "Security alerts", isFixed: true, code: "preference.overridden" }),
  ...all({
    workflowKey: "weekly",
    name: "Your week in numbers",
    isAllowed: false,
    isFixed: true,
    code: "preference.category_off",
    rule: { category: "Weekly digest", source: "RECIPIENT" },
  }),
  ...all({
    workflowKey: "invoice",
    name: "Invoices",
    isAllowed: false,
    isFixed: true,
    code: "preference.off",
    rule: { category: null, source: "TENANT" },
  }),
  { workflowKey: "reminder", name: "Reminders", channelType: "EMAIL", isAllowed: null },
];
