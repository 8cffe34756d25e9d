import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { createRecipientModules, type RecipientModules } from "../support/recipients.js";
import { createTestRuntime } from "../support/runtime.js";

let db: TestDatabase;
let modules: RecipientModules;
let home: TestEnvironment;

beforeAll(async () => {
  db = await createTestDatabase();
  modules = createRecipientModules(createTestRuntime(db.database));
});
beforeEach(async () => {
  home = await createTestEnvironment(db.database, modules.environments);
});
afterAll(() => db.drop());

const object = (objectId: string): { collection: string; objectId: string } => ({ collection: "docs", objectId });
const users = (...ids: string[]): { userId: string }[] => ids.map((userId) => ({ userId }));

describe("subscribe", () => {
  test("returns the number of new and changed subscriptions", async () => {
    const { subscriptions } = modules.subscriptions;
    const subscribe = (recipients: { userId: string }[], properties?: { role: string } | null): Promise<number> =>
      subscriptions.subscribe(home.secret, { object: object("1"), recipients, properties });
    expect(await subscribe(users("ada", "bob", "ada"))).toBe(2);
    expect(await subscribe(users("ada", "cid"))).toBe(1);
    expect(await subscribe(users("ada"), { role: "editor" })).toBe(1);
    expect(await subscribe(users("ada"), { role: "editor" })).toBe(0);
    expect(await subscribe(users("ada"))).toBe(0);
    const rows = await db.database.query(
      "select properties from subscriptions where environment_id = $1 and subscriber_key = 'u/ada'",
      [home.environmentId],
    );
    expect(rows).toEqual([{ properties: { role: "editor" } }]);
    expect(await subscribe(users("ada"), null)).toBe(1);
  });

  test("creates the object, stores inline recipients, and leaves bare ids unknown", async () => {
    const recipients = [
      { userId: "stranger" },
      { user: { userId: "ada", name: "Ada" } },
      { object: { collection: "teams", objectId: "t", name: "Team" } },
      { object: { collection: "teams", objectId: "bare" } },
    ];
    expect(await modules.subscriptions.subscriptions.subscribe(home.secret, { object: object("1"), recipients })).toBe(
      4,
    );
    const keys = ["o/docs/1", "u/stranger", "u/ada", "o/teams/t", "o/teams/bare"];
    expect(await modules.objects.recipients.known(home.secret, keys)).toEqual(
      new Set(["o/docs/1", "u/ada", "o/teams/t"]),
    );
  });

  test("of 1,000 recipients takes as many statements as of one recipient", async () => {
    const recipients = Array.from({ length: 1000 }, (_, i) => ({ user: { userId: `u${i}`, name: "x" } }));
    let count = 0;
    const stop = db.database.onStatement(() => count++);
    await modules.subscriptions.subscriptions.subscribe(home.secret, { object: object("1"), recipients });
    stop();
    expect(count).toBe(3);
  });

  test("reports all errors at once and stores nothing", async () => {
    const { subscriptions } = modules.subscriptions;
    const input = {
      object: { collection: "a/b", objectId: "" },
      recipients: [{ userId: "ok" }, { userId: "a/b" }, {}],
    };
    const paths = await subscriptions.subscribe(home.secret, input).catch((error: unknown) => {
      return Object(error).issues.map((issue: { path: string[] }) => issue.path.join("."));
    });
    expect(paths).toEqual(["object.collection", "object.objectId", "recipients.1.userId", "recipients.2"]);
    for (const recipients of [[], users(...Array.from({ length: 1001 }, (_, i) => `u${i}`))]) {
      await expect(subscriptions.subscribe(home.secret, { object: object("1"), recipients })).rejects.toMatchObject({
        issues: [{ path: ["recipients"], code: "out_of_range" }],
      });
    }
    const asAda = subscriptions.subscribe(home.asUser("ada"), { object: object("1"), recipients: users("ada") });
    await expect(asAda).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("and unsubscribe concurrently for the same recipients cause no deadlock", async () => {
    const { subscriptions } = modules.subscriptions;
    const ids = Array.from({ length: 50 }, (_, i) => `u${i}`);
    const shuffled = (seed: number): { userId: string }[] =>
      users(
        ...[...ids].sort(
          (a, b) =>
            ((a.length * 31 + Number(a.slice(1)) * seed) % 17) - ((b.length * 31 + Number(b.slice(1)) * seed) % 17),
        ),
      );
    await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        i % 2
          ? subscriptions.unsubscribe(home.secret, { object: object("1"), recipients: shuffled(i) })
          : subscriptions.subscribe(home.secret, { object: object("1"), recipients: shuffled(i), properties: { i } }),
      ),
    );
    await subscriptions.subscribe(home.secret, { object: object("1"), recipients: users(...ids) });
    expect(
      await subscriptions.unsubscribe(home.secret, { object: object("1"), recipients: users(...ids, "none") }),
    ).toBe(50);
  });
});

describe("the objects that a fan-out reaches", () => {
  const below = async (parent: string, ...children: string[]): Promise<void> => {
    const recipients = children.map((child) => ({ object: object(child) }));
    await modules.subscriptions.subscriptions.subscribe(home.secret, { object: object(parent), recipients });
  };
  const closure = (root: string): Promise<string[]> =>
    modules.subscriptions.subscriptions.closureOf(db.database, home.environmentId, `o/docs/${root}`);

  test("begin with the root, nearest first, down to depth 5", async () => {
    for (const [parent, child] of ["01", "12", "23", "34", "45", "56"]) await below(parent ?? "", child ?? "");
    expect(await closure("0")).toEqual(["0", "1", "2", "3", "4"].map((id) => `o/docs/${id}`));
    expect(await closure("unknown")).toEqual(["o/docs/unknown"]);
  });

  test("are listed once in spite of cycles and several paths", async () => {
    await below("a", "b", "c", "a");
    await below("b", "d", "a");
    await below("c", "d");
    await below("d", "b");
    expect(await closure("a")).toEqual(["a", "b", "c", "d"].map((id) => `o/docs/${id}`));
  });

  test("belong to one environment", async () => {
    await below("a", "b");
    home = await createTestEnvironment(db.database, modules.environments);
    expect(await closure("a")).toEqual(["o/docs/a"]);
  });
});
