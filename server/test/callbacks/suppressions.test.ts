import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createCallbackRig, postmarkEvent, type CallbackRig } from "../support/callback-rig.js";
import { POSTMARK_SENT, postmark } from "../support/delivery-rig.js";

let rig: CallbackRig;
let path: string;

beforeEach(async () => {
  rig = await createCallbackRig();
  await rig.addMailWorkflow([postmark]);
  rig.fake.answer = () => POSTMARK_SENT;
  path = await rig.pathOf("mail");
});
afterEach(() => rig.close());

const LIST = "{ suppressions(first: 9) { nodes { channelType address reason note } } }";
const LIFT = "mutation($i: LiftSuppressionInput!) { liftSuppression(input: $i) { wasKnown } }";
const ADD =
  "mutation($i: AddSuppressionInput!) { addSuppression(input: $i) { isNew suppression { address reason note } } }";

async function listed(): Promise<object[]> {
  const { data } = await rig.ask(LIST);
  return (data.suppressions as unknown as { nodes: object[] }).nodes;
}

async function sendOne(): Promise<string> {
  const before = new Set(await rig.messageIds());
  await rig.send("told");
  await rig.drain();
  return (await rig.messageIds()).find((id) => !before.has(id)) ?? "";
}

test.each([
  ["Bounce", { Type: "HardBounce", ID: 1, Details: "no such user" }, "BOUNCED"],
  ["SpamComplaint", { ID: 2, BouncedAt: "2026-01-01T00:00:00Z" }, "COMPLAINED"],
])("a %s suppresses the address; later messages are not sent and give the reason", async (record, more, reason) => {
  const id = await sendOne();
  await rig.post(path, postmarkEvent(id, record, { ...more, Email: "Ada@Example.com" }));
  await rig.read();
  expect(await listed()).toMatchObject([{ channelType: "EMAIL", address: "ada@example.com", reason }]);

  const next = await sendOne();
  expect(rig.fake.ledger).toHaveLength(1);
  const { data } = await rig.ask(
    "query($id: ID!) { node(id: $id) { ... on EmailMessage { deliveryStatus undeliveredReason attempts { number } events { code by values } } } }",
    { id: next },
  );
  expect(data.node).toMatchObject({ deliveryStatus: "UNDELIVERED", undeliveredReason: "suppressed", attempts: [] });
  const { events } = data.node as unknown as { events: { code: string; by: string; values: object }[] };
  expect(events.find(({ code }) => code === "delivery.suppressed")).toMatchObject({
    by: "system",
    values: { reason },
  });
});

test("a bounce of one message, a temporary bounce, and a bounce of a copy suppress nothing", async () => {
  const id = await sendOne();
  await rig.post(path, postmarkEvent(id, "Bounce", { Type: "Blocked", ID: 1 }));
  await rig.post(path, postmarkEvent(id, "Bounce", { Type: "SoftBounce", ID: 2 }));
  await rig.post(path, postmarkEvent(id, "Bounce", { Type: "HardBounce", ID: 3, Email: "copy@example.com" }));
  await rig.read();
  expect(await listed()).toEqual([]);
});

describe("the list", () => {
  test("can be changed by hand; lifted addresses get mail again", async () => {
    const mine = { channelType: "EMAIL", address: " ADA@example.com " };
    const { data } = await rig.ask(ADD, { i: { ...mine, note: "asked us by phone" } });
    expect(data.addSuppression).toEqual({
      isNew: true,
      suppression: { address: "ada@example.com", reason: "MANUAL", note: "asked us by phone" },
    });
    expect((await rig.ask(ADD, { i: mine })).data.addSuppression).toMatchObject({ isNew: false });
    await sendOne();
    expect(rig.fake.ledger).toEqual([]);
    expect((await rig.ask(LIFT, { i: mine })).data.liftSuppression).toEqual({ wasKnown: true });
    expect((await rig.ask(LIFT, { i: mine })).data.liftSuppression).toEqual({ wasKnown: false });
    await sendOne();
    expect(rig.fake.ledger).toHaveLength(1);
  });

  test("accepts addresses of mail and SMS only, and needs a secret key", async () => {
    const bad = await rig.ask(ADD, { i: { channelType: "EMAIL", address: "nobody" } });
    expect(bad.errors).toEqual(["BAD_USER_INPUT input.address invalid_format"]);
    const push = await rig.ask(ADD, { i: { channelType: "PUSH", address: "x" } });
    expect(push.errors).toEqual(["BAD_USER_INPUT input.channelType invalid_value"]);
  });

  test("can be filtered by type, address and reason, in pages", async () => {
    for (const address of ["a@x.example", "b@x.example"]) await rig.ask(ADD, { i: { channelType: "EMAIL", address } });
    await rig.ask(ADD, { i: { channelType: "SMS", address: "+44 7700 900123" } });
    const find = async (filter: object): Promise<string> =>
      JSON.stringify(
        (
          await rig.ask(
            "query($f: SuppressionFilterInput) { suppressions(first: 9, filter: $f) { nodes { address } } }",
            { f: filter },
          )
        ).data.suppressions,
      );
    expect(await find({ channelType: "SMS" })).toBe('{"nodes":[{"address":"+447700900123"}]}');
    expect(await find({ address: "B@X.example" })).toBe('{"nodes":[{"address":"b@x.example"}]}');
    expect(await find({ reason: "BOUNCED" })).toBe('{"nodes":[]}');
    const { data } = await rig.ask(
      "{ suppressions(first: 2) { nodes { address } pageInfo { endCursor hasNextPage } } }",
    );
    const page = data.suppressions as unknown as { pageInfo: { endCursor: string; hasNextPage: boolean } };
    expect(page.pageInfo.hasNextPage).toBe(true);
    const rest = await rig.ask(`{ suppressions(first: 2, after: "${page.pageInfo.endCursor}") { nodes { address } } }`);
    expect(rest.data.suppressions).toEqual({ nodes: [{ address: "+447700900123" }] });
  });
});

test("a recipient's bounces, and the suppressions of their addresses, are erased with them (X-08)", async () => {
  const id = await sendOne();
  await rig.post(path, postmarkEvent(id, "Bounce", { Type: "HardBounce", ID: 1, Details: "ada@example.com is gone" }));
  await rig.read();
  await rig.ask(ADD, { i: { channelType: "SMS", address: "+447700900000" } });
  await rig.ask('mutation { deleteUser(input: { userId: "ada" }) { wasKnown } }');
  await rig.post(path, postmarkEvent(id, "Bounce", { Type: "HardBounce", ID: 2, Details: "ada@example.com is gone" }));
  await rig.read();
  for (const table of ["suppressions", "message_events", "callbacks", "deliveries", "attempts"]) {
    const rows = await rig.db.database.query<{ row: string }>(`select t::text as row from ${table} t`);
    expect(rows.filter(({ row }) => /ada@|900000/.test(row))).toEqual([]);
  }
  expect(await listed()).toEqual([]);
});
