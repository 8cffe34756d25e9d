import { expect, test } from "@jest/globals";
import { offeredChoices, type OfferedWorkflow } from "./offered-choices.js";

const CHANNELS = [
  { key: "in-app", type: "IN_APP" },
  { key: "ses", type: "EMAIL" },
  { key: "backup-mail", type: "EMAIL" },
];

const workflow = (key: string, rest: Partial<OfferedWorkflow> = {}): OfferedWorkflow => ({
  key,
  name: `The ${key}`,
  categories: [],
  overridePreferences: false,
  isCommercial: false,
  channelKeys: ["in-app"],
  ...rest,
});

test("general choices come first, then categories by name, then workflows, each with their channel types", () => {
  const choices = offeredChoices(
    [
      workflow("digest", { categories: ["news", "billing"], channelKeys: ["ses", "backup-mail", "ses"] }),
      workflow("mention", { categories: ["news"] }),
      workflow("silent", { channelKeys: [] }),
      workflow("gone", { channelKeys: ["deleted-channel"] }),
    ],
    CHANNELS,
  );
  expect(choices.map((each) => [each.workflowKey, each.category, each.name, each.channelType])).toEqual([
    [null, null, "", "EMAIL"],
    [null, null, "", "IN_APP"],
    [null, "billing", "billing", "EMAIL"],
    [null, "news", "news", "EMAIL"],
    [null, "news", "news", "IN_APP"],
    ["digest", null, "The digest", "EMAIL"],
    ["mention", null, "The mention", "IN_APP"],
  ]);
  const digest = choices.find((each) => each.workflowKey === "digest");
  expect(digest?.subjects.map(({ channelKey, categories }) => [channelKey, categories])).toEqual([
    ["ses", ["news", "billing"]],
    ["backup-mail", ["news", "billing"]],
  ]);
});

test("only workflows have the flag for overriding preferences", () => {
  const choices = offeredChoices([workflow("urgent", { categories: ["c"], overridePreferences: true })], CHANNELS);
  expect(choices.map(({ subjects }) => subjects[0]?.overridePreferences)).toEqual([false, false, true]);
});
