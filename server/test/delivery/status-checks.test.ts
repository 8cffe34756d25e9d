import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

const TOKENS = ["a", "b"].map((letter) => `ExponentPushToken[${letter.repeat(22)}]`);
const MINUTE_MS = 60_000;

beforeEach(async () => {
  rig = await createDeliveryRig();
  await rig.addChannel("devices", "PUSH", [{ providerKey: "expo", settings: {} }]);
  const template = { title: "Hello", body: "{{ data.n }}" };
  await rig.addWorkflow("told", [{ ref: "push", type: "channel", channelKey: "devices", template }]);
  const set = "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { data } } }";
  const { errors } = await rig.ask(set, {
    i: { recipient: { userId: "ada" }, channelKey: "devices", data: { tokens: TOKENS } },
  });
  expect(errors).toEqual([]);
});
afterEach(() => rig.close());

interface Receipt {
  status: string;
  message?: string;
  details?: object;
}

/** Returns tickets at once, and the receipts of the test later. */
function answer(receipts: () => Record<string, Receipt>): void {
  let count = 0;
  rig.fake.answer = ({ url }) => {
    if (url.endsWith("/getReceipts")) return { status: 200, body: { data: receipts() } };
    count += 1;
    return { status: 200, body: { data: [{ status: "ok", id: `ticket-${count}` }] } };
  };
}

const asked = (): string[] => rig.fake.ledger.filter(({ url }) => url.endsWith("/getReceipts")).map(({ body }) => body);
const planned = async (): Promise<number> => (await rig.db.database.query("select 1 from status_checks")).length;

test("Expo is asked once after 15 minutes; a message that Expo handed on stays sent", async () => {
  answer(() => ({ "ticket-1": { status: "ok" }, "ticket-2": { status: "ok" } }));
  await rig.send("told");
  await rig.drain();
  await rig.main.delivery.checks.check();
  expect(asked()).toEqual([]);
  rig.pass(15 * MINUTE_MS);
  await rig.main.delivery.checks.check();
  expect(asked()).toHaveLength(1);
  expect(JSON.parse(asked()[0] ?? "").ids.sort()).toEqual(["ticket-1", "ticket-2"]);
  expect((await rig.seen()).map(({ status }) => status)).toEqual(["SENT", "SENT"]);
  expect(await planned()).toBe(0);
});

test("a push to a device that Expo calls unregistered becomes bounced, and the device token is removed", async () => {
  const gone = { status: "error", message: "gone", details: { error: "DeviceNotRegistered" } };
  answer(() => ({ "ticket-1": gone, "ticket-2": { status: "ok" } }));
  await rig.send("told");
  await rig.drain();
  rig.pass(15 * MINUTE_MS);
  await rig.main.delivery.checks.check();
  const seen = await rig.seen();
  expect(seen.map(({ status }) => status).sort()).toEqual(["BOUNCED", "SENT"]);
  expect(seen.find(({ status }) => status === "BOUNCED")).toMatchObject({ reason: "gone" });
  const { data } = await rig.ask('{ user(userId: "ada") { channelData { data } } }');
  const shown = JSON.parse(JSON.stringify(data)).user.channelData[0];
  expect(shown.data.tokens).toHaveLength(1);
});

test("receipts that Expo does not have yet are requested again, at growing intervals, for a day", async () => {
  answer(() => ({}));
  await rig.send("told");
  await rig.drain();
  for (let turn = 0; turn < 30; turn += 1) {
    rig.pass(60 * MINUTE_MS);
    await rig.main.delivery.checks.check();
  }
  expect(asked().length).toBeGreaterThan(3);
  expect(asked().length).toBeLessThan(9);
  expect(await planned()).toBe(0);
  expect((await rig.seen()).map(({ status }) => status)).toEqual(["SENT", "SENT"]);
});
