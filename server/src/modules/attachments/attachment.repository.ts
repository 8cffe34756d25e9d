import { textArray, plainArray, type Queryable, type Tx } from "../../platform/postgres/index.js";
import type { NewAttachment } from "./attachment-taker.js";

/** The table of attachments. The bytes are separate from the data of triggers, which hot paths read. */
export class AttachmentRepository {
  /** Stores the attachments of a trigger, in the transaction that stores the trigger. */
  async insert(
    tx: Tx,
    { environmentId, triggerId, at }: { environmentId: number; triggerId: string; at: Date },
    attachments: readonly NewAttachment[],
  ): Promise<void> {
    if (attachments.length === 0) return;
    await tx.query(
      `insert into attachments (environment_id, trigger_id, created_at, id, recipient_key, content)
       select $1, $2, $3, a.id, a.recipient_key, decode(a.content, 'base64')
       from unnest($4::uuid[], $5::text[], $6::text[]) as a(id, recipient_key, content)`,
      [
        environmentId,
        triggerId,
        at,
        plainArray(attachments.map(({ id }) => id)),
        textArray(attachments.map(({ recipientKey }) => recipientKey)),
        textArray(attachments.map(({ content }) => content)),
      ],
    );
  }

  /** The bytes by id. Deleted attachments are omitted. */
  async read(q: Queryable, environmentId: number, ids: readonly string[]): Promise<Map<string, Buffer>> {
    const rows = await q.query<{ id: string; content: Buffer }>(
      "select id, content from attachments where environment_id = $1 and id = any($2::uuid[])",
      [environmentId, plainArray(ids)],
    );
    return new Map(rows.map(({ id, content }) => [id, content]));
  }
}
