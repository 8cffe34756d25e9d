import { describe, expect, test } from "@jest/globals";
import { parseWorkflow } from "./parse-workflow.js";
import { documentWarnings } from "./document-warnings.js";

const bell = (template: object): object => ({ ref: "bell", type: "channel", channelKey: "in-app", template });

function warnings(template: object, more: object = {}): string[] {
  const document: unknown = JSON.parse(
    JSON.stringify({ key: "warned", name: "Warned", steps: [bell({ text: "x", ...template })], ...more }),
  );
  const parsed = parseWorkflow(document, { channels: null });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return documentWarnings(parsed.document).map(({ path, code }) => `${path.join(".")} ${code}`);
}

const TEXT = "steps.0.template.text unknown_name";
const schema = (more: object = {}): object => ({
  dataSchema: { type: "object", properties: { document: { type: "string" } }, ...more },
});

describe("F-list: names in templates that no scope has", () => {
  test.each([
    "{{ payload.x }}",
    "{{ subscriber.name }}",
    "{{ recipeint.name }}",
    "{{ recipeint }}",
    "{{ user }}",
    "{% if payload.x %}a{% endif %}",
    "{% for a in payload.items %}{{ a }}{% endfor %}",
    "{{ data.x | append: subscriber.name }}",
    "{% assign a = actr.name %}{{ a }}",
    "{{ totl_activities }}",
  ])("F-list: %s causes a warning, with or without a schema", (text) => {
    expect(warnings({ text })).toEqual([TEXT]);
    expect(warnings({ text }, schema())).toEqual([TEXT]);
  });

  test.each([
    "{{ recipient.name }} {{ actor.a }} {{ tenant.b }} {{ data.c }} {{ vars.d }} {{ workflow.key }} {{ run.total_activities }}",
    "{{ timestamp }} {{ total_activities }} {{ activities[0].x }} {{ current_message.id }} {{ refs.bell.delivery_status }}",
    "{% assign payload = data.x %}{{ payload.y }}",
    "{% for subscriber in activities %}{{ subscriber.name }}{{ forloop.index }}{% endfor %}",
    "{% capture payload %}x{% endcapture %}{{ payload }}",
    "{{ document }} {{ data.document }}",
    "payload.x without braces",
    "{{ 'payload.x' }}",
  ])("F-list: %s causes no warning", (text) => {
    expect(warnings({ text })).toEqual([]);
    expect(warnings({ text }, schema())).toEqual([]);
  });

  test("F-list: a bare name is checked against the schema, and against data keys if the schema is closed", () => {
    expect(warnings({ text: "{{ documnt }}" })).toEqual([]);
    expect(warnings({ text: "{{ documnt }}" }, schema())).toEqual([TEXT]);
    expect(warnings({ text: "{{ data.documnt }}" }, schema())).toEqual([]);
    expect(warnings({ text: "{{ data.documnt }}" }, schema({ additionalProperties: false }))).toEqual([TEXT]);
    expect(warnings({ text: "{{ documnt }}" }, schema({ patternProperties: { "^x": {} } }))).toEqual([]);
    expect(warnings({ text: "{{ payload.x }}" }, { dataSchema: { properties: { payload: {} } } })).toEqual([]);
    expect(warnings({ text: "{{ payload.x }} {{ data.payload.y }}" })).toEqual([]);
  });

  test("F-list: every text of a document is checked", () => {
    const template = {
      text: "x",
      actionUrl: "/{{ payload.a }}",
      buttons: [{ name: "a", label: "{{ payload.b }}", action: "/{{ payload.c }}" }],
    };
    const steps = [
      { ref: "wait", type: "delay", until: "{{ payload.d }}" },
      { ref: "gather", type: "batch", key: "{{ payload.e }}", window: { unit: "minutes", value: 1 } },
      { ref: "route", type: "branch", branches: [{ name: "default", steps: [bell(template)] }] },
    ];
    const inner = "steps.2.branches.0.steps.0.template";
    expect(warnings({}, { steps })).toEqual(
      [
        "steps.0.until",
        "steps.1.key",
        `${inner}.actionUrl`,
        `${inner}.buttons.0.label`,
        `${inner}.buttons.0.action`,
      ].map((path) => `${path} unknown_name`),
    );
  });
});

describe("F-list: keys of `feedData`", () => {
  test("F-list: that neither the schema nor a template names cause a warning", () => {
    const feedData = ["document", "documnt"];
    expect(warnings({ text: "x" }, { feedData })).toEqual([
      "feedData.0 unknown_data_key",
      "feedData.1 unknown_data_key",
    ]);
    expect(warnings({ text: "x" }, { feedData, ...schema() })).toEqual(["feedData.1 unknown_data_key"]);
    expect(warnings({ text: "{{ data.document }} {{ documnt }}" }, { feedData })).toEqual([]);
    const conditions = { variable: "data.documnt", operator: "exists" };
    expect(warnings({ text: "x" }, { feedData, conditions, ...schema() })).toEqual([]);
  });
});
