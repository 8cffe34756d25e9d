import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { userKey } from "../../src/modules/identifiers/index.js";
import { addWorkflow, BELL, startTestServer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const PLAIN_NUMBERS = [
  "carillon_backlog_fanouts",
  "carillon_backlog_runs",
  "carillon_backlog_batches",
  "carillon_backlog_oldest_seconds",
  "carillon_job_rows",
  "carillon_sockets",
  "carillon_subscriptions",
  "carillon_feed_subscribers",
  "carillon_database_connections",
  "carillon_database_connections_used",
  "carillon_database_waiting",
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
});
afterAll(() => server.stop());

async function read(): Promise<string> {
  return (await fetch(`${server.carillon.url}/metrics`)).text();
}

/** The value of a metric without labels, or null if it is missing. */
function valueIn(text: string, name: string): number | null {
  const value = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

describe("/metrics", () => {
  test("counts triggers, runs, messages and sets", async () => {
    const recipients = ["a", "b", "c"].map((userId) => ({ to: { userId } }));
    const answer = await server.ask(NOTIFY, { i: { workflowKey: "plain", recipients, data: { n: 1 } } });
    expect(answer.errors).toBeUndefined();

    await waitUntil(async () => valueIn(await read(), "carillon_messages_total") === 3);
    const text = await read();
    expect(valueIn(text, "carillon_triggers_accepted_total")).toBe(1);
    expect(valueIn(text, "carillon_runs_total")).toBe(3);
    expect(valueIn(text, "carillon_runs_failed_total")).toBe(0);
    expect(valueIn(text, "carillon_set_seconds_count")).toBeGreaterThanOrEqual(1);
    expect(valueIn(text, "carillon_set_seconds_sum")).toBeGreaterThan(0);
  });

  test("counts a run whose rows cannot be stored as started and failed", async () => {
    const before = await read();
    await server.database.query(`create function refuse() returns trigger language plpgsql as $$ begin
      if new.recipient_key = '${userKey("poison")}' then
        raise exception 'refused by the test' using errcode = '22003'; end if; return new; end $$`);
    await server.database.query(
      "create trigger refuse before insert on messages for each row execute function refuse()",
    );
    const recipients = ["d", "poison", "e"].map((userId) => ({ to: { userId } }));
    await server.ask(NOTIFY, { i: { workflowKey: "plain", recipients, data: { n: 1 } } });

    const rise = (text: string, name: string): number => (valueIn(text, name) ?? 0) - (valueIn(before, name) ?? 0);
    await waitUntil(async () => {
      const text = await read();
      return rise(text, "carillon_runs_failed_total") > 0 && rise(text, "carillon_messages_total") === 2;
    });
    const text = await read();
    expect(rise(text, "carillon_runs_failed_total")).toBe(1);
    expect(rise(text, "carillon_runs_total")).toBe(3);
  });

  test("shows the backlog, open sockets and process metrics, each with a description", async () => {
    const text = await read();
    for (const name of PLAIN_NUMBERS) {
      expect([name, Number.isFinite(valueIn(text, name))]).toEqual([name, true]);
      expect(text).toMatch(new RegExp(`^# HELP ${name} \\S.+\\.$`, "m"));
    }
    expect(valueIn(text, "nodejs_eventloop_lag_seconds")).not.toBeNull();
  });
});
