import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

let api: PopulatedApi;
beforeEach(async () => {
  api = await createPopulatedApi();
});
afterEach(() => api.close());

const ROUNDS = 10;
const to = (...userIds: string[]): object[] => userIds.map((userId) => ({ to: { userId } }));
const deleteUser = (userId: string): Promise<unknown> =>
  api.ask("mutation($i: DeleteUserInput!) { deleteUser(input: $i) { wasKnown } }", { i: { userId } });

async function messagesOf(recipientKey: string): Promise<number> {
  const rows = await api.db.database.query("select 1 from messages where recipient_key = $1", [recipientKey]);
  return rows.length;
}

describe("a user who is deleted while work is in flight gets no message after the deletion (R-30):", () => {
  test("whichever part of a fan-out came first", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const userId = `gone${round}`;
      await api.ask("mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", { i: { userId } });
      await api.notify({ workflowKey: "plain", recipients: to(userId, "other"), data: { n: round } });
      await deleteUser(userId);
      expect(await messagesOf(`u/${userId}`)).toBe(0);
      await api.settle();
      expect([round, await messagesOf(`u/${userId}`)]).toEqual([round, 0]);
    }
    expect(await messagesOf("u/other")).toBe(ROUNDS);
  });

  test("their waiting run and their open batch end", async () => {
    await api.notify({ workflowKey: "slow", recipients: to("ada", "bob"), data: { n: 1 } });
    await api.notify({ workflowKey: "batched", recipients: to("ada", "bob"), data: { n: 1 } });
    await api.settle();
    await deleteUser("ada");
    api.runtime.clock.advance(2 * 86_400_000);
    await api.settle();
    expect([await messagesOf("u/ada"), await messagesOf("u/bob")]).toEqual([0, 2]);
    const { data } = await api.ask("{ triggers { nodes { status } } }");
    expect(data).toEqual({ triggers: { nodes: [{ status: "COMPLETED" }, { status: "COMPLETED" }] } });
  });
});
