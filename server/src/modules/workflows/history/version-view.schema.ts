import { parsePublicId, publicId } from "../../identifiers/index.js";
import type { StoredAuthor } from "./author.js";
import type { HistoryRow, VersionRef } from "./version.repository.js";
import { Author, WorkflowVersion } from "./version.schema.js";

export function toAuthor(stored: StoredAuthor | null): Author | null {
  return stored && Object.assign(new Author(), { stored, name: stored.name });
}

export function toVersion(row: HistoryRow): WorkflowVersion {
  return Object.assign(new WorkflowVersion(), {
    row,
    id: versionIdOf({ workflowId: row.workflow_id, number: row.number }),
    number: row.number,
    document: row.document,
    message: row.message,
    author: toAuthor(row.author),
    committedAt: row.created_at,
    revertOf: row.revert_of,
    promotedFrom: row.promoted_from,
  });
}

/** Two numbers of four bytes; the environment is always the caller's. */
function versionIdOf({ workflowId, number }: VersionRef): string {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(workflowId, 0);
  bytes.writeUInt32BE(number, 4);
  return publicId("workflowVersion", bytes);
}

/** Null for the id of something else. */
export function parseVersionId(id: string): VersionRef | null {
  const parsed = parsePublicId(id);
  if (parsed?.kind !== "workflowVersion" || parsed.bytes.length !== 8) return null;
  const bytes = Buffer.from(parsed.bytes);
  const ref = { workflowId: bytes.readUInt32BE(0), number: bytes.readUInt32BE(4) };
  return Math.max(ref.workflowId, ref.number) < 2 ** 31 ? ref : null;
}
