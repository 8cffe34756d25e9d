import { afterAll, beforeAll, expect, test } from "@jest/globals";
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
