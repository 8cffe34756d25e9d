import { FeedItemActivitiesDocument } from "../generated/late-documents.js";
import { request } from "../transport/result.js";
import type { Transport } from "../transport/transport.js";
import type { ActivityPage, ActivityPageOptions } from "../types.js";

/** The activities that were batched into an item, oldest first. */
export async function fetchActivities(
  transport: Transport,
  id: string,
  { first, after, signal }: ActivityPageOptions,
): Promise<ActivityPage> {
  const { node } = await request(transport, FeedItemActivitiesDocument, { id, first, after }, { signal });
  if (node === null || !("activities" in node)) return { activities: [], hasNextPage: false, endCursor: null };
  return { activities: node.activities.nodes, ...node.activities.pageInfo };
}
