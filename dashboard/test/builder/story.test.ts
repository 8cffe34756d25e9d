import { describe, expect, test } from "@jest/globals";
import { timeLineOf, type Simulation } from "../../src/pages/workflows/simulate/moments.js";
import {
  decodeStory,
  encodeStory,
  firstStory,
  offsetWords,
  simulateInput,
  type Story,
} from "../../src/pages/workflows/simulate/story.js";

const story: Story = {
  ...{ startAt: "2026-03-01T12:00:00.000Z", useDraft: true },
  events: [
    {
      ...{ kind: "trigger", afterSeconds: 0, recipients: ["ada", "projects/p1"], actor: "", tenant: "acme" },
      ...{ cancellationKey: "", data: { words: "Grüße 🎉 <b>" } },
    },
    { kind: "mark", afterSeconds: 60, recipient: "ada", stepRef: "bell", mark: "READ" },
    { kind: "cancel", afterSeconds: 90, cancellationKey: "k" },
  ],
};

describe("a story", () => {
  test("is in an address, whatever it says", () => {
    const text = encodeStory(story);
    expect(text).toMatch(/^[\w-]+$/);
    expect(decodeStory(text)).toEqual(story);
  });

  test.each(["", "x", "bm90IGpzb24", encodeStory({ ...story, startAt: "never" }), btoa("[]")])(
    "is none in the fragment %j",
    (fragment) => {
      expect(decodeStory(fragment)).toBeNull();
    },
  );

  test("becomes what simulate takes", () => {
    expect(simulateInput("mention", story)).toEqual({
      ...{ workflowKey: "mention", useDraft: true, startAt: story.startAt },
      triggers: [
        {
          ...{ afterSeconds: 0, actor: null, tenant: { tenantId: "acme" }, cancellationKey: null },
          recipients: [{ to: { userId: "ada" } }, { to: { object: { collection: "projects", objectId: "p1" } } }],
          data: { words: "Grüße 🎉 <b>" },
        },
      ],
      marks: [{ afterSeconds: 60, stepRef: "bell", mark: "READ", recipient: { userId: "ada" } }],
      cancels: [{ afterSeconds: 90, cancellationKey: "k" }],
    });
  });

  test("begins with data of the types that the schema asks for", () => {
    const dataSchema = { type: "object", properties: { total: { type: "number" }, who: { type: "string" } } };
    const { events } = firstStory({ key: "k", name: "N", steps: [], dataSchema }, false, 0);
    expect(events).toMatchObject([{ kind: "trigger", data: { total: 1, who: "some who" } }]);
  });
});

test.each([
  [0, "+0 s"],
  [59, "+59 s"],
  [3600, "+1 h"],
  [4800, "+1 h 20 min"],
  [90_061, "+1 d 1 h"],
])("%d seconds are %s", (seconds, words) => {
  expect(offsetWords(seconds)).toBe(words);
});

test("the time line folds the time in which nothing happens, and a wait reaches to what follows it", () => {
  const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  const entry = (minutes: number, code: string) => ({
    at: at(minutes),
    code,
    message: code,
    stepRef: null,
    values: {},
  });
  const recipient = { __typename: "User", id: "u", userId: "ada", name: "Ada" } as const;
  const trace = [
    entry(0, "run.started"),
    entry(0, "delay.waiting"),
    entry(90, "delay.over"),
    entry(90, "message.made"),
  ];
  const waiting = { ...recipient, name: "Grace" };
  const simulation: Simulation = {
    messages: [],
    runs: [
      { status: "COMPLETED", recipient, trace },
      { status: "WAITING", recipient: waiting, trace: [entry(5, "run.started"), entry(5, "batch.opened")] },
    ],
  };
  const { moments, lanes } = timeLineOf(simulation);
  expect(moments.map((moment) => (moment - Date.parse(at(0))) / 60_000)).toEqual([0, 5, 90]);
  expect(
    lanes.map(({ name, entries }) => [name, entries.map(({ kind, moment, until }) => [kind, moment, until])]),
  ).toEqual([
    [
      "Ada",
      [
        ["start", 0, 0],
        ["wait", 0, 2],
        ["message", 2, 2],
      ],
    ],
    [
      "Grace",
      [
        ["start", 1, 1],
        ["wait", 1, 2],
      ],
    ],
  ]);
});
