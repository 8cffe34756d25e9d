import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { recipientView } from "../../src/modules/runs/storage/run-context.js";
import { PeopleRepository } from "../../src/modules/runs/storage/people.repository.js";
import { userKey } from "../../src/modules/identifiers/index.js";
import { createLaneApi, type LaneApi } from "../support/lanes.js";

let api: LaneApi;

beforeAll(async () => {
  api = await createLaneApi();
});
afterAll(() => api.db.drop());

test("templates see a recipient's creation time with the same milliseconds as the API", async () => {
  const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { createdAt } } }";
  const [environment] = await api.db.database.query<{ id: number }>("select id from environments");
  const start = api.runtime.clock.now();
  for (let ms = 0; ms < 100; ms += 1) {
    api.runtime.clock.set(start + ms);
    await api.get(identify, { i: { userId: `user-${ms}` } });
  }

  const keys = Array.from({ length: 100 }, (_, ms) => userKey(`user-${ms}`));
  const people = await new PeopleRepository().people(api.db.database, environment?.id ?? 0, {
    keys,
    tenantIds: [],
    firstCount: keys.length,
  });
  const seen = new Map(people.map((row) => [row.key, recipientView(row.key, row, null).created_at]));
  const madeAt = keys.map((_, ms) => new Date(start + ms).toISOString());
  expect(keys.map((key) => seen.get(key))).toEqual(madeAt);
});

describe("a small set reads its recipient together with its locks", () => {
  const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
  const TEXTS = "{ messages(first: 10) { nodes { ... on FeedItem { blocks { ... on MarkdownBlock { html } } } } } }";
  let reads: string[];

  /** Calls `notify`, processes it, and returns how the statements that read people begin. */
  async function notify(input: Record<string, unknown>): Promise<string[]> {
    await api.get(NOTIFY, { i: { workflowKey: "greeting", ...input } });
    reads = [];
    const stop = api.db.database.onStatement((sql) => {
      if (sql.includes("from users")) reads.push(sql.slice(0, 6));
    });
    await api.settleUntil(api.runtime.clock.now());
    stop();
    return reads;
  }

  beforeAll(async () => {
    const template = {
      markdown: "{{ actor.name | default: 'Nobody' }} to {{ recipient.name | default: 'a stranger' }}",
    };
    const steps = [{ ref: "bell", type: "channel", channelKey: "in-app", template }];
    await api.commit({ key: "greeting", name: "Greeting", steps });
    const identify = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    for (const [userId, name] of Object.entries({ ann: "Ann", bob: "Bob" }))
      await api.get(identify, { i: { userId, name } });
    await api.settleUntil(api.runtime.clock.now());
  });

  test("and nobody else, if the call names one user, known or not", async () => {
    expect(new Set(await notify({ recipients: [{ to: { userId: "ann" } }] }))).toEqual(new Set(["with k"]));
    expect(new Set(await notify({ recipients: [{ to: { userId: "new" } }] }))).toEqual(new Set(["with k"]));
    expect(JSON.stringify(await api.get(TEXTS))).toContain("Nobody to Ann");
    expect(JSON.stringify(await api.get(TEXTS))).toContain("Nobody to a stranger");
  });

  test("and all it needs by another statement, if the call has an actor", async () => {
    const input = { recipients: [{ to: { userId: "ann" } }], actor: { userId: "bob" } };
    expect(new Set(await notify(input))).toEqual(new Set(["with k", "with p"]));
    expect(JSON.stringify(await api.get(TEXTS))).toContain("Bob to Ann");
  });

  test("with the preferences of the recipient", async () => {
    const set = "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { __typename } }";
    const rules = [{ channelType: "IN_APP", allow: false }];
    await api.get(set, { i: { recipient: { userId: "cy" }, rules } });
    expect(new Set(await notify({ recipients: [{ to: { userId: "cy" } }] }))).toEqual(new Set(["with k"]));
    const cy = '{ messages(first: 10, filter: { recipient: { userId: "cy" } }) { nodes { id } } }';
    expect(await api.get(cy)).toEqual({ messages: { nodes: [] } });
  });
});
