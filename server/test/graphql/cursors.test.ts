import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addInAppChannel, createModuleApi, type ModuleApi } from "../support/module-api.js";

let api: ModuleApi;

beforeAll(async () => {
  api = await createModuleApi();
  await addInAppChannel(api);
  await api.ask(`mutation { identify(input: { userId: "ada" }) { user { id } } }`);
});
afterAll(() => api.db.drop());

/** A forged cursor: any text, with a valid checksum. */
function forged(list: string, text: string): string {
  const check = createHash("sha256").update(`${list}\n${text}`).digest().subarray(0, 6);
  return Buffer.concat([check, Buffer.from(text)]).toString("base64url");
}

const UUID = "0199a8f0-0000-7000-8000-000000000000";
const INSTANTS = [
  "2026-02-30T00:00:00.000Z",
  "2025-02-29T00:00:00.000Z",
  "2026-04-31T12:00:00.000Z",
  "0000-01-01T00:00:00.000Z",
  "2026-13-01T00:00:00.000Z",
  "2026-01-01T24:00:00.000Z",
  "2026-01-01T23:59:60.000Z",
  "+012026-01-01T00:00:00.000Z",
  "-000001-01-01T00:00:00.000Z",
  "infinity",
];
const NUMBERS = ["-1", "-0", "1.5", "1e3", "1e400", "9007199254740993", "99999999999999999999", '"1"', "null", "NaN"];
const TEXTS = ["7", "null", '"a\\u0000"', '"\\ud800"', '["a"]'];

const byAge = INSTANTS.map((at) => `["${at}","${UUID}"]`).concat(`["2026-01-01T00:00:00.000Z","no-uuid"]`);
const byRun = [
  ...INSTANTS.map((at) => `[1,"${at}","${UUID}"]`),
  ...NUMBERS.map((number) => `[${number},"2026-01-01T00:00:00.000Z","${UUID}"]`),
];
const byNumber = NUMBERS.map((number) => `[${number}]`);
const byText = TEXTS.map((text) => `[${text}]`);

const LISTS: [list: string, query: string, texts: string[]][] = [
  ["users", "users(after: $after) { nodes { id } }", byAge],
  ["objects", `objects(collection: "docs", after: $after) { nodes { id } }`, byAge],
  ["tenants", "tenants(after: $after) { nodes { id } }", byAge],
  ["api_keys", "apiKeys(after: $after) { nodes { id } }", byAge],
  ["signing_keys", "signingKeys(after: $after) { nodes { id } }", byAge],
  ["runs", "runs(after: $after) { nodes { id } }", byRun],
  ["triggers", "triggers(after: $after) { nodes { id } }", byNumber],
  ["channels", "channels(after: $after) { nodes { id } }", [...byNumber.filter((text) => text !== "[-1]"), "[1e10]"]],
  ["workflows", "workflows(after: $after) { nodes { id } }", byText],
  ["messages", "messages(after: $after) { nodes { id } }", NUMBERS.map((number) => `["${UUID}",${number}]`)],
  ["feed", `feed(recipient: { userId: "ada" }) { items(after: $after) { nodes { id } } }`, byNumber],
  ["subscriptions of a recipient", `user(userId: "ada") { subscriptions(after: $after) { nodes { id } } }`, byText],
];

describe("X-24: a cursor with a valid checksum and impossible contents", () => {
  test.each(LISTS)("of %s is the caller's error", async (list, query, texts) => {
    const source = `query($after: String) { ${query} }`;
    expect((await api.ask(source)).errors).toEqual([]);
    for (const text of [...texts, "[]", "{}", "[[]]", " [1]", `[1,2,3,4,5]`]) {
      const { errors } = await api.ask(source, { after: forged(list, text) });
      expect([text, errors]).toEqual([text, ["BAD_USER_INPUT after bad_cursor"]]);
    }
  });

  test.each(["9999999999999999-000000000001", "9007199254740993-000000000001"])(
    "X-24: a feed version like %s, which exceeds the range of numbers, is refused",
    async (afterVersion) => {
      const { errors } = await api.ask(
        `mutation($v: FeedVersion!) { markFeed(input: { recipient: { userId: "ada" }, mark: READ, upToVersion: $v }) { changedCount } }`,
        { v: afterVersion },
      );
      expect(errors.join()).toMatch(/^BAD_USER_INPUT input\.\w+ invalid_value$/);
    },
  );
});
