import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModuleApi, type ModuleApi } from "../../support/module-api.js";
import { bell, type Call, simulateSteps, START, texts, type Told } from "./knock-story.js";

/* The cases that Knock's documentation gives for conditions, replayed through `simulate`. A comment marks intended
   differences. */

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
});

afterAll(() => api.db.drop());

const simulate = (steps: object[], calls: Call[], more: object = {}): Promise<Told> =>
  simulateSteps(api, steps, calls, more);

/** Evaluates all rows at once, one step each. Returns the rows that are met. */
async function metOf(
  rows: readonly (readonly [variable: string, operator: string, argument: unknown, isMet: boolean])[],
  data: object,
): Promise<string[]> {
  const met: string[] = [];
  for (let from = 0; from < rows.length; from += 50) {
    const some = rows.slice(from, from + 50);
    const steps = some.map(([variable, operator, argument], index) => {
      const conditions = { variable, operator, ...(argument !== undefined && { argument }) };
      return bell(String(from + index), { ref: `s${from + index}`, conditions });
    });
    met.push(...texts(await simulate(steps, [{ data }])));
  }
  return met;
}

type Row = [variable: string, operator: string, argument: unknown, isMet: boolean];

async function expectRows(rows: readonly Row[], data: object): Promise<void> {
  const met = new Set(await metOf(rows, data));
  const said = rows.map(([variable, operator, argument], n) => [variable, operator, argument, met.has(String(n))]);
  expect(said).toEqual(rows.map(([variable, operator, argument, isMet]) => [variable, operator, argument, isMet]));
}

const DATA = {
  empty: "",
  nothing: null,
  list: [],
  object: {},
  zero: 0,
  no: false,
  blank: " ",
  five: 5,
  textFive: "5",
  ten: 10,
  yes: true,
  name: "Ada Lovelace",
  b: "b",
  tags: ["a", "b"],
  numbers: [1, 2],
  others: ["b", "c"],
  date: "2026-03-27",
  before: "2026-03-27T11:59:59Z",
  now: START,
  offset: "2026-03-27T14:00:01+02:00",
  tomorrow: "2026-03-28",
  soon: "2026-03-27T13:00:00.000Z",
};

describe("§1.7: Knock's operators", () => {
  test('§1.7: `empty` holds for "", null, [] and what is not set, and `exists` for what is set and not null', async () => {
    const rows: Row[] = [];
    // Carillon distinguishes the two: an object is never empty, as Knock's page names only strings, lists, null and
    // missing values.
    const isEmpty: [string, boolean, boolean][] = [
      ...["empty", "list"].map((name): [string, boolean, boolean] => [name, true, true]),
      ...["nothing", "unset", "unset.deeper"].map((name): [string, boolean, boolean] => [name, true, false]),
      ...["object", "zero", "no", "blank", "tags", "name"].map((name): [string, boolean, boolean] => [
        name,
        false,
        true,
      ]),
    ];
    for (const [name, empty, exists] of isEmpty) {
      rows.push([`data.${name}`, "empty", undefined, empty], [`data.${name}`, "not_empty", undefined, !empty]);
      rows.push([`data.${name}`, "exists", undefined, exists], [`data.${name}`, "not_exists", undefined, !exists]);
    }
    await expectRows(rows, DATA);
  });

  test("§1.7: equality and order by type; missing data is the empty string", async () => {
    await expectRows(
      [
        ["data.five", "equal_to", 5, true],
        ["data.five", "equal_to", "5", true],
        ["data.textFive", "equal_to", 5, true],
        ["data.yes", "equal_to", true, true],
        ["data.yes", "equal_to", "true", true],
        ["data.yes", "equal_to", "false", false],
        ["data.name", "equal_to", "Ada Lovelace", true],
        ["data.name", "equal_to", "ada lovelace", false],
        ["data.five", "equal_to", "data.textFive", true],
        ["data.five", "equal_to", "{{ data.textFive }}", true],
        ["data.tags", "equal_to", '["a","b"]', true],
        ["data.unset", "equal_to", "", true],
        ["data.nothing", "equal_to", "", true],
        ["data.unset", "not_equal_to", "x", true],
        ["data.unset", "equal_to", "data.empty", true],
        ["data.five", "not_equal_to", 5, false],
        ["data.ten", "greater_than", 5, true],
        ["data.ten", "greater_than", "5", true],
        ["data.ten", "greater_than", 10, false],
        ["data.ten", "greater_than_or_equal_to", 10, true],
        ["data.five", "less_than", "data.ten", true],
        ["data.five", "less_than", 5, false],
        ["data.five", "less_than_or_equal_to", 5, true],
        ["data.b", "greater_than", "a", true],
        ["data.unset", "less_than", 5, false],
        ["data.unset", "greater_than_or_equal_to", 0, false],
        ["data.five", "is_between", [5, 10], true],
        ["data.five", "is_between", [6, 10], false],
      ],
      DATA,
    );
  });

  test("§1.7: `contains` of strings and lists, and `contains_all` of lists only", async () => {
    await expectRows(
      [
        ["data.name", "contains", "Love", true],
        ["data.name", "contains", "love", false],
        ["data.tags", "contains", "a", true],
        ["data.tags", "contains", "c", false],
        ["data.numbers", "contains", "2", true],
        ["data.tags", "contains", '["c","b"]', true],
        ["data.tags", "contains", "data.others", true],
        ["data.tags", "contains", ["x", "y"], false],
        ["data.tags", "contains", "data.b", true],
        ["data.unset", "contains", "a", false],
        ["data.name", "not_contains", "Love", false],
        ["data.tags", "not_contains", ["x"], true],
        ["data.unset", "not_contains", "a", true],
        ["data.tags", "contains_all", ["a", "b"], true],
        ["data.tags", "contains_all", '["b"]', true],
        ["data.tags", "contains_all", ["a", "c"], false],
        ["data.name", "contains_all", ["Ada"], false],
        ["data.tags", "not_contains_all", ["a", "c"], true],
        ["data.tags", "not_contains_all", ["a", "b"], false],
      ],
      DATA,
    );
  });

  test("§1.7: timestamps: with and without a time, an offset, relative, by path and by Liquid", async () => {
    await expectRows(
      [
        ...["date", "before", "now", "offset", "soon"].map((name): Row => [
          `data.${name}`,
          "is_timestamp",
          undefined,
          true,
        ]),
        ...["name", "five", "unset", "empty"].map((name): Row => [`data.${name}`, "is_not_timestamp", undefined, true]),
        ["data.date", "is_timestamp_before", "2026-03-28", true],
        ["data.date", "is_timestamp_before", "2026-03-27", false],
        ["data.date", "is_timestamp_on_or_after", "2026-03-27", true],
        ["data.before", "is_timestamp_before", "2026-03-27T12:00:00Z", true],
        ["data.before", "is_timestamp_before", "2026-03-27T12:00:00", true],
        ["data.before", "is_timestamp_on_or_after", "2026-03-27", true],
        ["data.offset", "is_timestamp_on_or_after", START, true],
        ["data.now", "is_timestamp_before", "data.offset", true],
        ["data.now", "is_timestamp_before", "{{ data.tomorrow }}", true],
        ["data.before", "is_timestamp_before", "15 minutes from now", true],
        ["data.before", "is_timestamp_before", "15 minutes ago", false],
        ["data.before", "is_timestamp_on_or_after", "1 hour ago", true],
        ["data.date", "is_timestamp_on_or_after", "1 day ago", true],
        ["data.date", "is_timestamp_before", "2 weeks from now", true],
        ["data.tomorrow", "is_timestamp_between", ["2026-03-28", "2026-03-29"], true],
        ["data.tomorrow", "is_timestamp_between", ["2026-03-29", "2026-03-30"], false],
        ["data.tomorrow", "is_timestamp_between", ["data.date", "{{ data.tomorrow }}"], true],
        ["data.before", "is_timestamp_before_now", undefined, true],
        ["data.now", "is_timestamp_before_now", undefined, false],
        ["data.now", "is_timestamp_on_or_after_now", undefined, true],
        ["data.date", "is_timestamp_before_now", undefined, true],
        ["data.tomorrow", "is_timestamp_on_or_after_now", undefined, true],
        ["data.before", "is_timestamp_before_date", "2026-03-27", false],
        ["data.before", "is_timestamp_on_or_after_date", "2026-03-27T23:00:00Z", true],
        ["data.unset", "is_timestamp_before_now", undefined, false],
        ["data.name", "is_timestamp_on_or_after_now", undefined, false],
        ["data.five", "is_timestamp_before", "2026-03-28", false],
      ],
      DATA,
    );
  });

  test("§1.7: paths lead into lists and objects, with dots and with brackets", async () => {
    const data = { items: [{ name: "a" }, { name: "b", "odd-key": 1 }], map: { "0": "zero", k: { deep: [[1, 2]] } } };
    await expectRows(
      [
        ["data.items.1.name", "equal_to", "b", true],
        ["data.items[1].name", "equal_to", "b", true],
        ['data.items[0]["name"]', "equal_to", "a", true],
        ["data['items'][1]['odd-key']", "equal_to", 1, true],
        ["data.items[2].name", "not_exists", undefined, true],
        ["data.items.name", "empty", undefined, true],
        ["data.map[0]", "equal_to", "zero", true],
        ["data.map.k.deep[0][1]", "equal_to", 2, true],
        ["data.items[0].name", "less_than", "data.items[1].name", true],
        ["data.items[1].name", "equal_to", "{{ data['items'][1].name }}", true],
        ["data.items", "not_empty", undefined, true],
        ["data.items.length", "not_exists", undefined, true],
        ["data.map.constructor", "not_exists", undefined, true],
      ],
      data,
    );
  });

  test("§1.7: values of several types, and blanks", async () => {
    await expectRows(
      [
        ["data.blank", "not_empty", undefined, true],
        ["data.blank", "equal_to", "", false],
        ["data.zero", "equal_to", "0", true],
        ["data.zero", "equal_to", "", false],
        ["data.no", "equal_to", "", false],
        ["data.no", "equal_to", "false", true],
        ["data.yes", "greater_than", 0, false],
        ["data.list", "equal_to", "", false],
        ["data.object", "equal_to", "{}", true],
        ["data.textFive", "greater_than", 4, true],
        ["data.textFive", "less_than", "10", true],
        ["data.name", "greater_than", 5, false],
        ["data.name", "less_than", 5, false],
        ["data.tags", "greater_than", 1, false],
        ["data.five", "contains", "5", false],
        ["data.name", "contains", "", false],
        ["data.name", "contains", "data.unset", false],
        ["data.numbers", "contains", 1, true],
        ["data.numbers", "contains_all", [1, "2"], true],
        ["data.list", "contains_all", ["a"], false],
        ["data.list", "not_contains", "a", true],
        ["data.tags", "contains", "data.unset", false],
        ["data.five", "is_between", ["1", "9"], true],
        ["data.five", "is_between", ["data.five", "data.ten"], true],
        ["data.textFive", "is_timestamp", undefined, false],
        ["data.soon", "is_timestamp_before", "60 minutes from now", false],
        ["data.soon", "is_timestamp_on_or_after", "60 minutes from now", true],
        ["data.soon", "is_timestamp_before", "61 Minutes From Now", true],
        ["data.nothing", "is_timestamp_before_now", undefined, false],
        ["data.nothing", "is_not_timestamp", undefined, true],
        ["data.tags", "is_timestamp_before_now", undefined, false],
      ],
      DATA,
    );
  });

  test("§1.7: conditions joined by all, any, and any of several alls; workflow, run and step states", async () => {
    const is = (argument: number): object => ({ variable: "data.five", operator: "equal_to", argument });
    const status = (field: string, operator: string, argument: string): object => ({
      variable: `refs.bell.${field}`,
      operator,
      argument: `$message.${argument}`,
    });
    const cases: [object, boolean][] = [
      [{ all: [is(5), is(5)] }, true],
      [{ all: [is(5), is(6)] }, false],
      [{ any: [is(6), is(5)] }, true],
      [{ any: [is(6), { all: [is(5), is(5)] }] }, true],
      [{ any: [is(6), { all: [is(5), is(7)] }] }, false],
      [{ variable: "workflow.id", operator: "equal_to", argument: "knock" }, true],
      [{ variable: "workflow.categories", operator: "contains", argument: "news" }, true],
      [{ variable: "run.total_activities", operator: "equal_to", argument: 1 }, true],
      [status("delivery_status", "not_equal_to", "skipped"), true],
      [status("delivery_status", "equal_to", "skipped"), false],
      [status("delivery_status", "greater_than_or_equal_to", "sent"), true],
      [status("delivery_status", "less_than", "delivered"), false],
      [status("engagement_status", "not_contains", "read"), true],
      [status("engagement_status", "contains", "seen"), false],
    ];
    const steps = cases.map(([conditions], n) => bell(String(n), { ref: `s${n}`, conditions }));
    const told = await simulate([bell("first"), ...steps], [{ data: DATA }], { categories: ["news"] });
    expect(texts(told)).toEqual(["first", ...cases.flatMap(([, isMet], n) => (isMet ? [String(n)] : []))]);
  });
});
