import type { EffectRequest, EffectState } from "../engine/effect-store.js";
import type { AnswerOf } from "../engine/types.js";
import { jsonWithLanes } from "../storage/json-with-lanes.js";
import type { EffectKind, LiveSet, MemoryEffect } from "./effect-kind.js";
import { HeldEntries } from "./held-entries.js";

declare module "../engine/types.js" {
  interface EffectTypes {
    /** Whether one more run may pass in the window, which the first one opens. */
    throttle: {
      request: { key: string; endsAt: number; limit: number };
      answer: { isAllowed: boolean; hits: number; endsAt: number };
    };
  }
}

/** A window of one recipient, step and key. */
interface ThrottleEntry {
  recipientKey: string;
  workflowId: number;
  stepRef: string;
  key: string;
  openedAt: number;
  endsAt: number;
  hits: number;
}

type ThrottleKey = Pick<ThrottleEntry, "recipientKey" | "workflowId" | "stepRef" | "key">;

interface ThrottleSource {
  fetch(keys: ThrottleKey[]): Promise<ThrottleEntry[]>;
  write(entries: readonly ThrottleEntry[]): Promise<void>;
}

class ThrottleState implements EffectState<"throttle"> {
  readonly kind = "throttle";
  readonly #source: ThrottleSource;
  readonly #entries: HeldEntries<ThrottleKey, ThrottleEntry>;
  readonly #changed = new Set<ThrottleEntry>();

  constructor(source: ThrottleSource) {
    this.#source = source;
    this.#entries = new HeldEntries(nameOf, (keys) => source.fetch(keys));
  }

  load(requests: readonly EffectRequest<"throttle">[]): Promise<void> {
    return this.#entries.load(requests.map(keyOf));
  }

  answer(asked: EffectRequest<"throttle">, now: number): AnswerOf<"throttle"> {
    const { request } = asked;
    const key = keyOf(asked);
    const known = this.#entries.get(key);
    const isOpen = known !== null && known.endsAt > now;
    const entry = isOpen ? known : { ...key, openedAt: now, endsAt: request.endsAt, hits: 0 };
    const isAllowed = entry.hits < request.limit;
    if (isAllowed) {
      entry.hits += 1;
      this.#entries.set(entry);
      if (known && known !== entry) this.#changed.delete(known);
      this.#changed.add(entry);
    }
    return { kind: "throttle", isAllowed, hits: entry.hits, endsAt: entry.endsAt };
  }

  async write(): Promise<void> {
    if (this.#changed.size > 0) await this.#source.write([...this.#changed]);
  }

  due(): [] {
    return [];
  }
}

function keyOf({ task, stepRef, request }: EffectRequest<"throttle">): ThrottleKey {
  const { recipientKey, workflow } = task.context;
  return { recipientKey, workflowId: workflow.workflowId, stepRef, key: request.key };
}

const nameOf = ({ recipientKey, workflowId, stepRef, key }: ThrottleKey): string =>
  JSON.stringify([recipientKey, workflowId, stepRef, key]);

type ThrottleRow = Omit<ThrottleEntry, "openedAt" | "endsAt"> & { openedAt: Date; endsAt: Date };

/**
 * Each entry is looked up by its key; `offset 0` prevents a join. A join would be planned while the table is small, and read
 * the whole table after it has grown.
 */
function liveSource({ tx, environmentId }: LiveSet): ThrottleSource {
  return {
    async fetch(keys) {
      const rows = await tx.query<ThrottleRow>(
        `select t.recipient_key as "recipientKey", t.workflow_id as "workflowId", t.step_ref as "stepRef", t.key,
           t.opened_at as "openedAt", t.ends_at as "endsAt", t.hits
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, key text)
         cross join lateral (select * from throttles where environment_id = $1 and lane = r.lane and recipient_key = r."recipientKey"
           and workflow_id = r."workflowId" and step_ref = r."stepRef" and key = r.key offset 0) t`,
        [environmentId, jsonWithLanes(environmentId, keys)],
      );
      return rows.map((row) => ({ ...row, openedAt: row.openedAt.getTime(), endsAt: row.endsAt.getTime() }));
    },
    async write(entries) {
      await tx.query(
        `insert into throttles (environment_id, lane, recipient_key, workflow_id, step_ref, key, opened_at, ends_at, hits)
         select $1, r.lane, r."recipientKey", r."workflowId", r."stepRef", r.key, to_timestamp(r."openedAt" / 1000.0), to_timestamp(r."endsAt" / 1000.0), r.hits
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "stepRef" text, key text, "openedAt" float8, "endsAt" float8, hits int)
         on conflict (environment_id, lane, recipient_key, workflow_id, step_ref, key) do update
           set opened_at = excluded.opened_at, ends_at = excluded.ends_at, hits = excluded.hits`,
        [environmentId, jsonWithLanes(environmentId, entries)],
      );
    },
  };
}

function inMemory(): MemoryEffect<"throttle"> {
  const kept = new Map<string, ThrottleEntry>();
  const source: ThrottleSource = {
    fetch: async (keys) => keys.flatMap((key) => kept.get(nameOf(key)) ?? []),
    write: async (entries) => entries.forEach((entry) => kept.set(nameOf(entry), entry)),
  };
  return { begin: () => new ThrottleState(source) };
}

/** Counts runs of one recipient and key in a window. */
export const throttleEffect: EffectKind<"throttle"> = {
  name: "throttle",
  live: (set) => new ThrottleState(liveSource(set)),
  inMemory,
};
