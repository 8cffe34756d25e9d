import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { StatisticsRepository } from "../../src/modules/statistics/index.js";
import { createDeliveryRig, postmark, POSTMARK_SENT, type DeliveryRig } from "../support/delivery-rig.js";

const STATS = `query($basis: StatsBasis!) { stats(input: { range: {}, interval: HOUR, basis: $basis }) {
  series { totals { made sent delivered failed } } } }`;
const REFUSED = { status: 422, body: { ErrorCode: 300, Message: "Invalid 'To' address." } };
const RESEND_MESSAGES = "mutation($i: ResendMessagesInput!) { resendMessages(input: $i) { __typename } }";

let rig: DeliveryRig;
beforeAll(async () => {
  rig = await createDeliveryRig();
  await rig.addMailWorkflow([postmark]);
});
afterAll(() => rig.close());
beforeEach(() => {
  rig.fake.answer = () => POSTMARK_SENT;
});

/** What `stats` counts, which must be what the rows say, before and after counts are summed up. */
async function expectExact(): Promise<unknown> {
  const [counted] = await rig.db.database.query(
    `select count(*)::int as made, count(*) filter (where d.state in ('SENT', 'DELIVERED'))::int as sent,
       count(*) filter (where d.state = 'DELIVERED')::int as delivered, count(*) filter (where d.state = 'UNDELIVERED')::int as failed
     from messages m join deliveries d using (environment_id, lane, run_id, ordinal)`,
  );
  for (const isFolded of [false, true]) {
    if (isFolded) while (await new StatisticsRepository().fold(rig.db.database));
    for (const basis of ["OCCURRED", "MADE"]) {
      const { data, errors } = await rig.ask(STATS, { basis });
      expect(errors).toEqual([]);
      expect(data).toEqual({ stats: { series: [{ totals: counted }] } });
    }
  }
  return counted;
}

test("messages count as made at once, and as sent or failed when their outcome is stored", async () => {
  for (const n of [1, 2, 3]) await rig.send("told", { n });
  expect(await expectExact()).toEqual({ made: 3, sent: 0, delivered: 0, failed: 0 });
  rig.fake.answer = (_request, index) => (index === 1 ? REFUSED : POSTMARK_SENT);
  await rig.drain();
  expect(await expectExact()).toEqual({ made: 3, sent: 2, delivered: 0, failed: 1 });
});

test("a message that failed and is sent again counts as sent, and failed no longer", async () => {
  const { data } = await rig.ask("{ messages(first: 9, filter: { deliveryStatus: UNDELIVERED }) { nodes { id } } }");
  const { nodes } = (data as unknown as { messages: { nodes: { id: string }[] } }).messages;
  const { errors } = await rig.ask(RESEND_MESSAGES, { i: { ids: nodes.map(({ id }) => id) } });
  expect(errors).toEqual([]);
  await expectExact();
  rig.pass(7_200_000);
  await rig.drain();
  expect(await expectExact()).toEqual({ made: 3, sent: 3, delivered: 0, failed: 0 });
});
