import { runIdParts, runIdSql } from "../../identifiers/index.js";
import { plainArray, textArray, type Tx } from "../../../platform/postgres/index.js";
import type { RecipientList } from "../../messages/index.js";
import type { StoredRun } from "./lane-records.js";

/** Writes runs that are the same for many recipients. */
export class SharedRunsRepository {
  /** Inserts a run that ended for each recipient. Returns the number by lane. `run`: its lane, id and recipient are not read. */
  async insert(
    tx: Tx,
    environmentId: number,
    { run, recipients, at }: { run: StoredRun; recipients: readonly RecipientList[]; at: Date },
  ): Promise<{ lane: number; count: number }[]> {
    const { seqHex, hashedPrefix } = runIdParts(run.triggerSeq, run.triggerId);
    return tx.query<{ lane: number; count: number }>(INSERT, [
      environmentId,
      plainArray(recipients.map(({ lane }) => lane)),
      textArray(recipients.map(({ keys }) => keys)),
      textArray(recipients.map(({ upTo }) => upTo)),
      seqHex,
      hashedPrefix,
      run.triggerId,
      run.triggerSeq,
      run.workflowId,
      run.versionId,
      run.source,
      run.status,
      JSON.stringify(run.trace),
      run.outcomeCode,
      at,
    ]);
  }
}

const INSERT = `with made as (
   insert into runs (environment_id, lane, id, recipient_key, trigger_id, trigger_seq, workflow_id, version_id, source, status, trace,
     outcome_code, created_at, finished_at)
   select $1::int, p.lane, ${runIdSql("$5::text", "$6::text", "k.key")}, k.key, $7::uuid, $8::bigint, $9::int, $10::int, $11::text,
     $12::run_status, $13::jsonb, $14::text, $15::timestamptz, $15::timestamptz
   from unnest($2::smallint[], $3::text[], $4::text[]) as p(lane, keys, up_to) cross join lateral unnest(p.keys::text[]) as k(key)
   where p.up_to is null or k.key <= p.up_to
   returning lane
 ) select lane, count(*)::int as count from made group by lane`;
