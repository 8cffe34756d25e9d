import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { EFFECTS } from "../../src/modules/runs/effects/effect-table.js";
import { EffectStore, type EffectState } from "../../src/modules/runs/engine/effect-store.js";
import { newTask } from "../../src/modules/runs/engine/task.js";
import type { Answer, Request, RunTask } from "../../src/modules/runs/engine/types.js";
import { runContextOf } from "../../src/modules/runs/storage/run-context.js";
import { mergeLayers } from "../../src/modules/preferences/pure.js";
import { laneOf, runIdOf, userKey } from "../../src/modules/identifiers/index.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { TEST_NOW } from "../support/runtime.js";
import { compiled } from "../support/story.js";

const FOLDER = path.resolve(import.meta.dirname, "../../src/modules/runs/effects");
const ENVIRONMENT = 7;
const PEOPLE = ["ann", "bob", "cas", "ann"];
const MINUTE = 60_000;
const noBatch = { sliding: null, maxItems: 3, isLeading: false, isPinned: false };

/**
 * The requests of runs to each effect; each recipient makes all of them in each set. A new effect adds its requests
 * here.
 */
const REQUESTS: Readonly<Record<string, Request[]>> = {
  throttle: [
    { kind: "throttle", key: "", endsAt: TEST_NOW + MINUTE, limit: 3 },
    { kind: "throttle", key: "other", endsAt: TEST_NOW + 3 * MINUTE, limit: 1 },
  ],
  frequency: [
    { kind: "frequency", isPerTenant: false },
    { kind: "frequency", isPerTenant: true },
  ],
  batch: [
    { kind: "batch", key: "", closesAt: TEST_NOW + 2 * MINUTE, ...noBatch },
    { kind: "batch", key: "led", closesAt: TEST_NOW + 5 * MINUTE, ...noBatch, isLeading: true, isPinned: true },
    {
      ...{ kind: "batch", key: "slides", closesAt: TEST_NOW + 4 * MINUTE, ...noBatch },
      sliding: { closesAtMost: TEST_NOW + 10 * MINUTE },
    },
  ],
};

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function taskOf(userId: string, seq: number): RunTask {
  const recipientKey = userKey(userId);
  const triggerId = `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}`;
  const nobody = { recipient: null, recipientInTenant: null, tenant: null, environment: null, hasTenant: false };
  const context = runContextOf({
    runId: runIdOf(seq, triggerId, recipientKey),
    lane: laneOf(ENVIRONMENT, recipientKey),
    recipientKey,
    workflow: compiled([]),
    isActive: true,
    trigger: {
      ...{ id: triggerId, seq, data: {}, actorKey: null, tenantId: seq % 2 === 0 ? "acme" : null },
      ...{ isSandbox: false, skipsDelays: false, expiresAt: null, acceptedAt: TEST_NOW },
    },
    channels: new Map(),
    entries: new Map(),
    person: undefined,
    actor: null,
    tenant: null,
    preferences: mergeLayers(nobody),
    data: null,
    subscription: null,
  });
  return newTask(context, TEST_NOW, null);
}

/** Plays three sets at increasing times. Returns the answers and the due times of the changes of each set. */
async function play(
  kind: string,
  inSet: (use: (store: EffectStore) => Promise<void>) => Promise<void>,
): Promise<unknown> {
  const told: unknown[] = [];
  const names = new Map<string, string>();
  const named = (answer: Answer): unknown => {
    if (answer.kind !== "batch") return answer;
    if (!names.has(answer.batchId)) names.set(answer.batchId, `batch ${names.size}`);
    return { ...answer, batchId: names.get(answer.batchId) };
  };
  for (const [index, now] of [TEST_NOW, TEST_NOW + 1, TEST_NOW + 2.5 * MINUTE].entries()) {
    await inSet(async (store) => {
      const asked = PEOPLE.flatMap((userId, person) =>
        (REQUESTS[kind] ?? []).map((request) => ({
          task: taskOf(userId, 1 + index * PEOPLE.length + person),
          stepRef: "step",
          request,
        })),
      );
      told.push((await store.answer(asked, now)).map(named), [...store.due()]);
      await store.write(now);
    });
  }
  return told;
}

describe("the table of effects", () => {
  test("contains every effect file, and each has requests in this test", () => {
    const files = readdirSync(FOLDER).flatMap((name) => /^(.+)\.effect\.ts$/.exec(name)?.[1] ?? []);
    expect(EFFECTS.map(({ name }) => name).sort()).toEqual(files.sort());
    expect(Object.keys(REQUESTS).sort()).toEqual(files.sort());
  });

  test.each(EFFECTS.map((effect) => [effect.name, effect] as const))(
    "answers %s from its tables as from memory, and reads entries with one statement per set",
    async (name, effect) => {
      const memory = effect.inMemory();
      const simulated = await play(name, (use) => use(new EffectStore([memory.begin()])));
      const statements: string[] = [];
      const stop = db.database.onStatement((sql) => {
        if (/as "recipientKey"/.test(sql)) statements.push(sql);
      });
      const newUuid = (): string => crypto.randomUUID();
      const live = await play(name, (use) =>
        db.database.transaction((tx) =>
          use(new EffectStore([effect.live({ tx, environmentId: ENVIRONMENT, newUuid })])),
        ),
      );
      stop();
      expect(live).toEqual(simulated);
      expect(statements).toHaveLength(3);
    },
  );

  test("refuses a request of an unregistered effect", async () => {
    const states: EffectState[] = [];
    const request: Request = { kind: "frequency", isPerTenant: false };
    const asked = [{ task: taskOf("ann", 1), stepRef: "step", request }];
    await expect(new EffectStore(states).answer(asked, TEST_NOW)).rejects.toThrow('"frequency"');
  });
});
