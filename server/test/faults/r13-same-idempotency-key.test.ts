import http from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";

const ROUNDS = counted(5, 100);
const CALLERS = 100;
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } isReplay } }";

let rig: FaultRig;
let apis: CarillonProcess[];
const lines = new http.Agent({ keepAlive: true, maxSockets: 2 });

beforeAll(async () => {
  rig = await FaultRig.start();
  const first = await rig.fleet.start({ name: "api-1", role: "all" });
  await rig.prepare(first);
  apis = [first, await rig.fleet.start({ name: "api-2", role: "api" })];
});
afterAll(async () => {
  lines.destroy();
  await rig.stop();
});

interface Notified {
  data: { notify: { trigger: { id: string }; isReplay: boolean } | null };
  errors?: { extensions: { code: string } }[];
}

/** Over two connections to each process, four in total. */
function post(api: CarillonProcess, input: object): Promise<Notified> {
  const body = JSON.stringify({ query: NOTIFY, variables: { i: input } });
  const headers = { "content-type": "application/json", authorization: `Bearer ${rig.fleet.keys.secretKey}` };
  return new Promise((resolve, reject) => {
    const request = http.request(`${api.url}/graphql`, { method: "POST", agent: lines, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(JSON.parse(text) as Notified));
    });
    request.on("error", reject);
    request.end(body);
  });
}

test(
  `R-13: one key from ${CALLERS} concurrent callers makes one trigger, ${ROUNDS} times over`,
  async () => {
    const startedAt = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = `round-${round}`;
      rig.history.end(rig.history.begin(key, ["ann"]), "ok");
      const input = {
        workflowKey: "plain",
        recipients: [{ to: { userId: "ann" } }],
        cancellationKey: key,
        idempotencyKey: key,
        data: { n: round },
      };
      const answers = await Promise.all(
        Array.from({ length: CALLERS }, (_, n) => post(apis[n % 2] as CarillonProcess, input)),
      );
      expect(answers.flatMap((answer) => answer.errors ?? [])).toEqual([]);
      expect(new Set(answers.map((answer) => answer.data.notify?.trigger.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.data.notify?.isReplay === false)).toHaveLength(1);
      const other = await post(apis[0] as CarillonProcess, { ...input, data: { n: -1 } });
      expect(other.errors?.[0]?.extensions.code).toBe("IDEMPOTENCY_KEY_REUSED");
    }
    await rig.quiesce();
    expect(await rig.broken()).toEqual([]);
    report("R-13 same idempotency key", {
      rounds: ROUNDS,
      callers: CALLERS,
      seconds: (performance.now() - startedAt) / 1000,
    });
  },
  counted(120_000, 600_000),
);
