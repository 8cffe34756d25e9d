/**
 * SQL: deletes requests in key order, as all lock them who lock several. `where`: which, of the table `q`; `from`: what else it
 * names.
 */
export function deleteRequests(where: string, from = ""): string {
  return `delete from effect_requests where (environment_id, lane, id) in (
    select q.environment_id, q.lane, q.id from effect_requests q${from} where ${where}
    order by q.environment_id, q.lane, q.id for update of q)`;
}
