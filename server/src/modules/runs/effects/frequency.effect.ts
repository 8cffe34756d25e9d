import type { EffectRequest, EffectState } from "../engine/effect-store.js";
import type { AnswerOf } from "../engine/types.js";
import { jsonWithLanes } from "../storage/json-with-lanes.js";
import type { EffectKind, LiveSet, MemoryEffect } from "./effect-kind.js";
import { HeldEntries } from "./held-entries.js";

declare module "../engine/types.js" {
  interface EffectTypes {
    /** Whether this is the first run of the workflow for its recipient, or for its recipient within the tenant. */
    frequency: { request: { isPerTenant: boolean }; answer: { isFirst: boolean } };
  }
}

/** That a workflow has run for a recipient; `tenantId` is "" unless it is counted per tenant. */
interface FrequencyEntry {
  recipientKey: string;
  workflowId: number;
  tenantId: string;
}

interface FrequencySource {
  fetch(keys: FrequencyEntry[]): Promise<FrequencyEntry[]>;
  write(entries: readonly FrequencyEntry[], now: number): Promise<void>;
}

class FrequencyState implements EffectState<"frequency"> {
  readonly kind = "frequency";
  readonly #source: FrequencySource;
  readonly #entries: HeldEntries<FrequencyEntry, FrequencyEntry>;
  readonly #new: FrequencyEntry[] = [];

  constructor(source: FrequencySource) {
    this.#source = source;
    this.#entries = new HeldEntries(nameOf, (keys) => source.fetch(keys));
  }

  load(requests: readonly EffectRequest<"frequency">[]): Promise<void> {
    return this.#entries.load(requests.map(keyOf));
  }

  answer(request: EffectRequest<"frequency">): AnswerOf<"frequency"> {
    const key = keyOf(request);
    const isFirst = this.#entries.get(key) === null;
    if (isFirst) {
      this.#entries.set(key);
      this.#new.push(key);
    }
    return { kind: "frequency", isFirst };
  }

  async write(now: number): Promise<void> {
    if (this.#new.length > 0) await this.#source.write(this.#new, now);
  }

  due(): [] {
    return [];
  }
}

function keyOf({ task, request }: EffectRequest<"frequency">): FrequencyEntry {
  const { recipientKey, workflow, trigger } = task.context;
  const tenantId = request.isPerTenant ? (trigger.tenantId ?? "") : "";
  return { recipientKey, workflowId: workflow.workflowId, tenantId };
}

const nameOf = (key: FrequencyEntry): string => JSON.stringify([key.recipientKey, key.workflowId, key.tenantId]);

/** Looked up by key, fenced by `offset 0`: see `throttle.effect.ts`. */
function liveSource({ tx, environmentId }: LiveSet): FrequencySource {
  return {
    fetch: (keys) =>
      tx.query<FrequencyEntry>(
        `select m.recipient_key as "recipientKey", m.workflow_id as "workflowId", m.tenant_id as "tenantId"
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "tenantId" text)
         cross join lateral (select * from frequency_marks where environment_id = $1 and lane = r.lane
           and recipient_key = r."recipientKey" and workflow_id = r."workflowId" and tenant_id = r."tenantId" offset 0) m`,
        [environmentId, jsonWithLanes(environmentId, keys)],
      ),
    async write(entries, now) {
      await tx.query(
        `insert into frequency_marks (environment_id, lane, recipient_key, workflow_id, tenant_id, created_at)
         select $1, r.lane, r."recipientKey", r."workflowId", r."tenantId", $3
         from jsonb_to_recordset($2::jsonb) as r(lane smallint, "recipientKey" text, "workflowId" int, "tenantId" text) on conflict do nothing`,
        [environmentId, jsonWithLanes(environmentId, entries), new Date(now)],
      );
    },
  };
}

function inMemory(): MemoryEffect<"frequency"> {
  const kept = new Map<string, FrequencyEntry>();
  const source: FrequencySource = {
    fetch: async (keys) => keys.flatMap((key) => kept.get(nameOf(key)) ?? []),
    write: async (entries) => entries.forEach((entry) => kept.set(nameOf(entry), entry)),
  };
  return { begin: () => new FrequencyState(source) };
}

/** Limits a workflow to one run per recipient, or one per recipient and tenant. */
export const frequencyEffect: EffectKind<"frequency"> = {
  name: "frequency",
  live: (set) => new FrequencyState(liveSource(set)),
  inMemory,
};
