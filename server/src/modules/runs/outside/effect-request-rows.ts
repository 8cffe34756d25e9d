/**
 * SQL: deletes requests in key order, the order in which all statements lock several requests. `where`: the condition
 * on the table `q`; `from`: other tables in the condition.
 */
export function deleteRequests(where: string, from = ""): string {
  return `delete from effect_requests where (environment_id, lane, id) in (
    select q.environment_id, q.lane, q.id from effect_requests q${from} where ${where}
    order by q.environment_id, q.lane, q.id for update of q)`;
}
