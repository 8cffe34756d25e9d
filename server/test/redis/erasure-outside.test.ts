import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { OwnPostgres } from "../support/own-postgres.js";
import { OwnRedis } from "../support/own-redis.js";
import { describeWith, redisServer } from "../support/parts.js";
import { buildServer, Fleet, type CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const BELL = {
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown: "{{ recipient.name }} {{ data.n }}" },
};
const word = (place: string): string => `canary${place}canary`;
const WHO = "u-canary-u";

describeWith(redisServer, "X-08: outside of Postgres", (program) => {
  let postgres: OwnPostgres;
  let redis: OwnRedis;
  let fleet: Fleet;
  let api: CarillonProcess;

  beforeAll(async () => {
    buildServer();
    [postgres, redis] = await Promise.all([OwnPostgres.start(), OwnRedis.start(program)]);
    // The lowest log level, and rate limits, which count users in Redis.
    const limits = { RATE_LIMIT_SECRET: "600000", RATE_LIMIT_USER: "1200", RATE_LIMIT_ADDRESS: "600" };
    fleet = new Fleet({ DATABASE_URL: postgres.url, REDIS_URL: redis.url, LOG_LEVEL: "trace", ...limits });
    api = await fleet.start({ name: "all", role: "all" });
    await fleet.makeEnvironment(api);
  }, 180_000);
  afterAll(async () => {
    await fleet.stop();
    await Promise.all([postgres.stop(), redis.stop()]);
  });

  const must = async (query: string, i: object): Promise<void> => {
    const { errors } = await fleet.ask(api, query, { i });
    if (errors) throw new Error(JSON.stringify(errors));
  };

  /** Every key of Redis with its value. */
  async function redisDump(): Promise<string> {
    const keys = (await redis.command("keys", "*")) as string[];
    const values = await Promise.all(
      keys.map((key) => redis.command("get", key).catch(() => redis.command("dump", key))),
    );
    return keys.map((key, index) => `${key} ${String(values[index])}`).join("\n");
  }

  test("neither Redis nor the log contains a user's data, before or after the user is deleted", async () => {
    await must("mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
      document: { key: "plain", name: "Plain", steps: [BELL] },
    });
    await must("mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }", {
      workflowKey: "plain",
    });
    const person = {
      userId: WHO,
      name: word("name"),
      email: `${word("mail")}@x.example`,
      properties: { deep: [word("property")] },
    };
    await must("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", person);
    const listening = fleet.listen(api, "subscription { feedChanged { feed { counts { total } } } }", {}, WHO);
    const notify = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
    for (let n = 0; n < 3; n += 1) {
      await must(notify, {
        workflowKey: "plain",
        recipients: [{ to: { userId: WHO }, data: { n: word("data") } }],
        actor: { userId: WHO },
        idempotencyKey: `once ${n} ${word("idempotency")}`,
        cancellationKey: word("cancel"),
      });
    }
    const feed = "{ feed { counts { total } items(first: 5) { nodes { id data } } } }";
    await waitUntil(async () => (await fleet.ask(api, feed, {}, WHO)).data.feed.counts.total === 3, 20_000);
    await waitUntil(() => listening.events.length > 0);
    // Refused and failed requests are logged with other messages.
    for (const query of [`{ feed { ${word("field")} } }`, `{ user(userId: "${word("literal")}") { nothing } }`, "{"])
      expect((await fleet.ask(api, query, { i: word("variable") }, WHO)).errors).toBeDefined();
    expect((await fleet.ask(api, notify, { i: { workflowKey: word("key"), recipients: [] } })).errors).toBeDefined();
    await waitUntil(async () => (await redisDump()).includes("carillon:limit:user"));
    expect(await redisDump()).not.toContain("canary");

    await must("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }", { userId: WHO });
    listening.stop();
    expect(await redisDump()).not.toContain("canary");
    expect(api.output.length).toBeGreaterThan(0);
    expect(api.output.split("\n").filter((line) => line.includes("canary"))).toEqual([]);
  }, 120_000);
});
