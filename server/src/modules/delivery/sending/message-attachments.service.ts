import type { Runtime } from "../../../platform/runtime/index.js";
import type { Attachment } from "../../../providers/kit/message.js";
import type { AttachmentRepository } from "../../attachments/index.js";
import type { OutboundContent } from "./outbound-message.js";

/** Reads the attachments of messages before they are sent. */
export class MessageAttachments {
  readonly #runtime: Runtime;
  readonly #rows: AttachmentRepository;

  constructor(runtime: Runtime, rows: AttachmentRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** The attachments in the order of the message; null if one of them was deleted. */
  async of(environmentId: number, content: OutboundContent): Promise<Attachment[] | null> {
    const refs = content.type === "EMAIL" ? (content.attachments ?? []) : [];
    if (refs.length === 0) return [];
    const ids = refs.map(({ id }) => id);
    const bytes = await this.#rows.read(this.#runtime.database, environmentId, ids);
    const attachments = refs.flatMap(({ id, name, contentType, contentId }): Attachment[] => {
      const stored = bytes.get(id);
      if (!stored) return [];
      const file = { filename: name, contentType, content: stored.toString("base64") };
      return [contentId === undefined ? file : { ...file, contentId }];
    });
    return attachments.length === refs.length ? attachments : null;
  }
}
