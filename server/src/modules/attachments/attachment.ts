import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";

/** A reference to an attachment, in data and in message contents. The bytes are stored once per trigger. */
export interface AttachmentRef {
  id: string;
  name: string;
  /** MIME type, such as `application/pdf`. */
  contentType: string;
  /** Size in bytes. */
  size: number;
  /** The HTML can show the attachment as `cid:<id>`. If omitted, mail programs list the attachment below the mail. */
  contentId?: string;
}

/** The top-level key of data that lists attachments. */
export interface AttachmentsPlace {
  key: string;
  /** Whether a template names the key. With the default key, a list without `content` is ordinary data. */
  isNamed: boolean;
}

/** The key for templates that name none. */
export const DEFAULT_ATTACHMENTS_KEY = "attachments";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The references in a list of data, as `AttachmentTaker` writes them. Other entries are ordinary data. */
export function attachmentsIn(value: Json | undefined): AttachmentRef[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => (isJsonObject(entry) ? (toRef(entry) ?? []) : []));
}

/** The total size of the attachments of a message, from its stored content. */
export function attachedBytes(content: Json): number {
  if (!isJsonObject(content) || !Array.isArray(content.attachments)) return 0;
  return content.attachments.reduce<number>(
    (sum, each) => sum + (isJsonObject(each) && typeof each.size === "number" ? each.size : 0),
    0,
  );
}

function toRef({ id, name, content_type, size, content_id }: JsonObject): AttachmentRef | null {
  if (typeof id !== "string" || !UUID.test(id) || typeof name !== "string") return null;
  if (typeof content_type !== "string" || typeof size !== "number") return null;
  return {
    id,
    name,
    contentType: content_type,
    size,
    ...(typeof content_id === "string" && { contentId: content_id }),
  };
}
