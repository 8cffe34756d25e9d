import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { POSTMARK_SENT, createDeliveryRig, postmark, type DeliveryRig } from "../support/delivery-rig.js";
import type { FakeAnswer } from "../support/provider-fake.js";
import { waitUntil } from "../support/wait-until.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
  await rig.addMailWorkflow([postmark], { onUncertain: "RESOLVE" });
});
afterEach(() => rig.close());

const STATUSES = ["QUEUED", "SENDING", "SENT", "DELIVERED", "NOT_SENT", "UNCERTAIN", "UNDELIVERED", "BOUNCED"];

interface Listed {
  id: string;
  deliveryStatus: string;
}

async function list(filter: string): Promise<Listed[]> {
  const { data, errors } = await rig.ask(`{ messages(filter: { ${filter} }) { nodes { id deliveryStatus } } }`);
  expect(errors).toEqual([]);
  return JSON.parse(JSON.stringify(data.messages)).nodes;
}

/** The statuses under which lists of all messages and of one recipient have messages, and the status that each message says. */
async function found(): Promise<string[][]> {
  const texts: string[][] = [];
  for (const scope of ["", 'recipient: { userId: "ada" }, ']) {
    for (const status of STATUSES) {
      const nodes = await list(`${scope}deliveryStatus: ${status}`);
      for (const { deliveryStatus } of nodes) texts.push([status, deliveryStatus]);
    }
  }
  return texts;
}

const twice = (status: string): string[][] => [
  [status, status],
  [status, status],
];

test("a message is found by what became of it, and by nothing else", async () => {
  let answered: (answer: FakeAnswer) => void = () => undefined;
  rig.fake.answer = () => new Promise<FakeAnswer>((resolve) => (answered = resolve));
  await rig.send("told");
  expect(await found()).toEqual(twice("QUEUED"));
  const work = rig.drain();
  await waitUntil(async () => rig.fake.ledger.length === 1);
  expect(await found()).toEqual(twice("SENDING"));
  answered("cut");
  await work;
  expect(await found()).toEqual(twice("UNCERTAIN"));
  rig.pass(121_000);
  await rig.drain();
  expect(await found()).toEqual(twice("UNDELIVERED"));
  rig.fake.answer = () => POSTMARK_SENT;
  const resend = "mutation { resendMessages(input: { filter: {} }) { queuedCount } }";
  expect(await rig.ask(resend)).toMatchObject({ data: { resendMessages: { queuedCount: 1 } } });
  expect(await found()).toEqual(twice("QUEUED"));
  await rig.drain();
  expect(await found()).toEqual(twice("SENT"));
});

test("a message is changed when its delivery is", async () => {
  rig.fake.answer = () => POSTMARK_SENT;
  await rig.send("told");
  const changedAt = async (): Promise<number> => {
    const { data } = await rig.ask("{ messages { nodes { updatedAt } } }");
    return Date.parse(JSON.parse(JSON.stringify(data.messages)).nodes[0].updatedAt);
  };
  const before = await changedAt();
  rig.pass(5000);
  await rig.drain();
  expect((await changedAt()) - before).toBeGreaterThanOrEqual(5000);
});
