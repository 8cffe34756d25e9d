/** The sequence number of a run's trigger, with which the run's id begins. */
const SEQ_OF_RUN = "('x' || left(replace(run_id::text, '-', ''), 12))::bit(48)::bigint";

/**
 * Parts of a `with` that delete what was sent of the messages of `gone (run_id, ordinal)`. `$1` is the environment, `$2` the lane.
 */
export const ERASE_WHAT_WAS_SENT = Object.entries({
  sends: "deliveries",
  tries: "attempts",
  recalls: "vendor_recalls",
  events: "message_events",
})
  .map(
    ([name, table]) => `${name} as (
         delete from ${table} s using gone g
         where s.environment_id = $1 and s.lane = $2 and s.run_id = g.run_id and s.ordinal = g.ordinal
       )`,
  )
  .join(", ");

/** Marks the contents of the messages of `gone (run_id, content_id)`, to be looked at when no message may refer to them any more. */
export const MARK_ORPHANED_CONTENTS = `update contents c set orphan_seq = g.seq
       from (select content_id, min(${SEQ_OF_RUN}) as seq from gone group by content_id) g
       where c.environment_id = $1 and c.id = g.content_id`;
