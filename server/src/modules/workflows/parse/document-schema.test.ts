import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { workflowJsonSchema } from "./document-schema.js";
import { parseWorkflow } from "./parse-workflow.js";

const root = new URL("../../../../../", import.meta.url);
const COPIES = ["server/src/modules/workflows/parse/workflow.schema.json", "docs/workflow.schema.json"];

const window = { unit: "minutes", value: 5 };
const template = { markdown: "Hello", actionUrl: "/x", buttons: [{ name: "primary", label: "Open", action: "/x" }] };
const bell = { ref: "bell", type: "channel", channelKey: "in-app", template };
const when = { all: [{ variable: "recipient.plan", operator: "equal_to", argument: "pro" }] };
const of = (step: object): object => ({ key: "new-comment", name: "New comment", steps: [{ ref: "it", ...step }] });

/** One document with every possible field. */
const WHOLE = {
  key: "new-comment",
  name: "New comment",
  categories: ["collaboration"],
  settings: {
    overridePreferences: false,
    isCommercial: false,
    readSync: "none",
    triggerFrequency: "every_trigger",
  },
  dataSchema: {
    type: "object",
    required: ["documentId"],
    properties: { documentId: { type: "string" }, document: { type: "string" } },
  },
  conditions: { all: [{ variable: "recipient.plan", operator: "not_equal_to", argument: "suspended" }] },
  feedData: ["documentId", "document"],
  steps: [
    {
      ref: "collect",
      type: "batch",
      key: "data.documentId",
      window: { unit: "minutes", value: 5 },
      windowType: "fixed",
      maxItems: 1000,
      order: "asc",
      mode: "accumulate",
    },
    {
      ref: "bell",
      type: "channel",
      channelKey: "in-app",
      template: {
        markdown:
          "**{{ actor.name }}** left {{ total_activities }} {{ total_activities | pluralize: 'comment', 'comments' }} on {{ data.document }}",
        actionUrl: "/documents/{{ data.documentId }}",
        buttons: [{ name: "primary", label: "Open", action: "/documents/{{ data.documentId }}" }],
      },
    },
    { ref: "later", type: "delay", for: { unit: "hours", value: 1 } },
    {
      ref: "route",
      type: "branch",
      branches: [
        {
          name: "still unread",
          conditions: {
            all: [{ variable: "refs.bell.engagement_status", operator: "not_contains", argument: "$message.read" }],
          },
          steps: [],
        },
        { name: "default", steps: [] },
      ],
    },
    { ref: "cap", type: "throttle", window: { unit: "days", value: 1 }, limit: 3, key: "data.documentId" },
  ],
};

const RIGHT: object[] = [
  WHOLE,
  { key: "abc", name: "x", steps: [] },
  {
    $schema: "https://carillon.dev/schemas/workflow.json",
    key: "new-comment",
    name: "New comment",
    description: "What it is",
    categories: ["collaboration"],
    settings: {
      overridePreferences: false,
      isCommercial: true,
      readSync: "all",
      triggerFrequency: "once_per_recipient",
    },
    dataSchema: { type: "object", required: ["documentId"], properties: { documentId: { type: "string" } } },
    conditions: { any: [when, { variable: "data.x", operator: "exists" }] },
    feedData: ["documentId"],
    steps: [bell],
  },
  of(bell),
  of({ ...bell, conditions: when, name: "Bell", description: "Rings" }),
  of({ ...bell, template: { text: "plain" } }),
  of({ type: "delay", for: window }),
  of({ type: "delay", until: "data.dueAt", offset: { ...window, direction: "before" } }),
  of({
    type: "delay",
    rule: { frequency: "weekly", interval: 2, days: ["mon"], hours: 9, minutes: 30 },
    conditions: when,
  }),
  of({ type: "throttle", window, limit: 3, key: "data.documentId" }),
  of({ type: "throttle", rule: { frequency: "monthly", dayOfMonth: 31 } }),
  of({ type: "batch", window, windowType: "sliding", windowLimit: { unit: "hours", value: 1 }, maxItems: 2 }),
  of({
    type: "batch",
    rule: { frequency: "daily", days: "weekdays", hours: 9 },
    mode: "flush_leading",
    versionMode: "pinned",
  }),
  of({
    type: "branch",
    branches: [
      { name: "pro", conditions: when, steps: [bell], terminates: true },
      { name: "else", steps: [] },
    ],
  }),
];

/** Wrong structure: both the schema and the parser refuse it. */
const WRONG: unknown[] = [
  null,
  [],
  {},
  { key: "ab", name: "x", steps: [] },
  { key: "Abc", name: "x", steps: [] },
  { key: "abc", name: "x" },
  { key: "abc", name: "x".repeat(256), steps: [] },
  { key: "abc", name: "x", steps: [], more: 1 },
  { key: "abc", name: "x", steps: [], settings: { readSync: "some" } },
  { key: "abc", name: "x", steps: [], conditions: null },
  { key: "abc", name: "x", steps: [], conditions: { variable: "nobody.x", operator: "exists" } },
  { key: "abc", name: "x", steps: [], conditions: { any: [] } },
  { key: "abc", name: "x", steps: [], feedData: [1] },
  { key: "abc", name: "x", steps: ["bell"] },
  of({ type: "unheard-of" }),
  of({ ...bell, ref: "1st" }),
  of({ ...bell, template: {} }),
  of({ ...bell, template: { ...template, text: "both" } }),
  of({ ...bell, template: { ...template, html: "<b>" } }),
  of({ type: "channel", channelKey: "in-app" }),
  of({ type: "delay" }),
  of({ type: "delay", for: window, until: "data.x" }),
  of({ type: "delay", for: { unit: "moments", value: 1 } }),
  of({ type: "delay", for: { unit: "days", value: 0 } }),
  of({ type: "delay", for: window, offset: { ...window, direction: "after" } }),
  of({ type: "delay", until: "data.x", offset: window }),
  of({ type: "delay", rule: { frequency: "yearly" } }),
  of({ type: "delay", rule: { frequency: "daily", minutes: 7 } }),
  of({ type: "throttle", window, limit: 0 }),
  of({ type: "batch", window, windowType: "sliding" }),
  of({ type: "batch", window, windowLimit: window }),
  of({ type: "batch", window, maxItems: 10_001 }),
  of({ type: "batch", window, conditions: when }),
  of({ type: "branch", branches: [] }),
  of({ type: "branch", branches: [{ steps: [] }] }),
  of({ type: "branch", branches: [{ name: "x", steps: [{ ref: "y", type: "delay" }] }] }),
];

const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
  workflowJsonSchema(),
);
const isTaken = (document: unknown): boolean =>
  parseWorkflow(document, { channels: [{ key: "in-app", type: "IN_APP" }] }).ok;

/** Replaces some member with a value, or removes the member. */
function spoil(document: unknown, place: number, value: unknown): void {
  const members: [object, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      members.push([node, key]);
      visit(child);
    }
  };
  visit(document);
  const [owner, key] = members[place % members.length] ?? [{}, ""];
  if (value === undefined && !Array.isArray(owner)) Reflect.deleteProperty(owner, key);
  else Reflect.set(owner, key, value ?? null);
}

describe("the published JSON Schema", () => {
  test.each(RIGHT.map((document) => [JSON.stringify(document).slice(0, 120), document]))(
    "accepts, like the parser, %s",
    (_, document) => {
      expect({ schema: validate(document), errors: validate.errors, parser: isTaken(document) }).toEqual({
        schema: true,
        errors: null,
        parser: true,
      });
    },
  );

  test.each(WRONG.map((document) => [JSON.stringify(document).slice(0, 120), document]))(
    "refuses, like the parser, %s",
    (_, document) => {
      expect({ schema: validate(document), parser: isTaken(document) }).toEqual({ schema: false, parser: false });
    },
  );

  test("accepts whatever the parser accepts, and neither throws, for any corrupted document", () => {
    const documents = RIGHT.map((document) => JSON.stringify(document));
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(...RIGHT, "delay", "data.x", [], {}),
    );
    let takenCount = 0;
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(), value, fc.boolean(), (text, place, spoilt, isRemoved) => {
        const document: unknown = JSON.parse(text);
        spoil(document, place, isRemoved ? undefined : spoilt);
        const isTakenByParser = isTaken(document);
        takenCount += isTakenByParser ? 1 : 0;
        expect(validate(document) || !isTakenByParser).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(takenCount).toBeGreaterThan(10);
  });

  // To write it again: UPDATE_SCHEMAS=1 npx jest document-schema, then npm run format
  test.each(COPIES)("is published as %s", (copy) => {
    const file = new URL(copy, root);
    if (process.env.UPDATE_SCHEMAS) writeFileSync(file, JSON.stringify(workflowJsonSchema()));
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(workflowJsonSchema());
  });
});
