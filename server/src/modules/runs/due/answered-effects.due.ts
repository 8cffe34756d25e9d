import type { Json } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { OutsideOutcome } from "../engine/types.js";
import { deleteRequests } from "../outside/effect-request-rows.js";
import { RUN_COLUMNS, type RunRow } from "../storage/lane-records.js";
import { READ_MAX_BYTES, triggerBy, weightOf } from "../storage/row-weight.js";
import type { AnsweredRun, DueSource } from "./due-source.js";

type AnsweredRow = RunRow & { request_id: string; effect: string; answer: Json; found: number };

/**
 * Runs whose effect outside the transaction is answered. Runs that are answered together resume in the order of their
 * triggers, since run ids begin with the trigger's number.
 */
export const dueAnswers: DueSource = {
  name: "answered",
  table: "effect_requests",
  isDue: (at) => `answered_at <= ${at}`,
  dueAt: "answered_at",
  order: "answered_at",
  isTakenTogether: false,
  backlog: {
    name: "answers",
    help: "Runs that wait for an effect outside their transaction, whose answer is there.",
    sql: "select count(*)::int as count, min(answered_at) as oldest from effect_requests where answered_at <= $1",
  },
  async take(set, budget) {
    const { rows, isMore } = await set.during(readDue(set.tx, set.unit, set.now, budget));
    // A run that ends deletes its request. A request without a run would stay due for ever, so it is deleted here.
    if (rows.length === 0) await deleteOrphans(set.tx, set.unit, set.now);
    await set.took(rows.map(({ id }) => id));
    await set.resumeAnswered(rows.map(answeredRun));
    return isMore;
  },
  async head(tx, [environmentId, lane], now) {
    const rows = await tx.query<{ run_id: string }>(
      "select run_id from effect_requests where environment_id = $1 and lane = $2 and answered_at <= $3 order by run_id limit 1",
      [environmentId, lane, now],
    );
    return rows[0]?.run_id ?? null;
  },
  abandon: async (_tx, _unit, id) => [id],
};

async function deleteOrphans(tx: Tx, [environmentId, lane]: LaneUnit, now: Date): Promise<void> {
  await tx.query(
    deleteRequests(`q.environment_id = $1 and q.lane = $2 and q.answered_at <= $3 and not exists (
      select 1 from runs where environment_id = $1 and lane = $2 and id = q.run_id and status = 'WAITING')`),
    [environmentId, lane, now],
  );
}

function answeredRun({ request_id: requestId, effect, answer, ...row }: AnsweredRow): AnsweredRun {
  return { row, requestId, effect, outcome: outcomeOf(answer) };
}

/** Parses an outcome that `OutcomeWriter` stored. */
function outcomeOf(answer: Json): OutsideOutcome {
  if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) {
    if (answer.isOk === true) return { isOk: true, answer: answer.answer ?? null };
    if (typeof answer.reason === "string")
      return { isOk: false, reason: answer.reason, attempts: Number(answer.attempts) };
  }
  throw new Error("The stored answer of an effect is not valid.");
}

/** As many runs as fit the budget together with their triggers and answers, but at least one. */
async function readDue(
  tx: Tx,
  [environmentId, lane]: LaneUnit,
  now: Date,
  limit: number,
): Promise<{ rows: AnsweredRow[]; isMore: boolean }> {
  const rows = await tx.query<AnsweredRow>(
    `with w as materialized (
       select r.*, q.id as request_id, q.kind as effect, q.answer,
         sum(${weightOf("r.state")} + ${weightOf("r.data")} + ${weightOf("r.subscription")} + ${weightOf("q.answer")} + coalesce(t.weight, 0))
           over (order by q.run_id rows unbounded preceding) as weight,
         row_number() over (order by q.run_id) as place
       from (
         select id, run_id, kind, answer from effect_requests
         where environment_id = $1 and lane = $2 and answered_at <= $3 order by run_id limit $4
       ) q cross join lateral (
         select ${RUN_COLUMNS} from runs
         where environment_id = $1 and lane = $2 and id = q.run_id and status = 'WAITING' offset 0
       ) r left join lateral (
         select ${weightOf("t.data")} as weight from ${triggerBy("r.trigger_id")}
       ) t on true
     )
     select ${RUN_COLUMNS}, request_id, effect, answer, (select count(*)::int from w) as found
     from w where place = 1 or weight <= ${READ_MAX_BYTES} order by place`,
    [environmentId, lane, now, limit],
  );
  const found = rows[0]?.found ?? 0;
  return { rows, isMore: found >= limit || rows.length < found };
}
