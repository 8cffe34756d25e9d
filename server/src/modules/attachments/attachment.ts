import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";

/** An attachment as messages name it; its bytes are stored once for the trigger. */
export interface AttachmentRef {
  id: string;
  name: string;
  /** MIME type, such as `application/pdf`. */
  contentType: string;
  /** In bytes. */
  size: number;
  /** HTML shows the attachment as `cid:<id>`; left out, it is listed below the mail. */
  contentId?: string;
}

/** The top-level key of data that lists attachments. */
export interface AttachmentsPlace {
  key: string;
  /** Whether a template names the key; else a list that holds no attachments is ordinary data. */
  isNamed: boolean;
}

/** The key that is read where a template names none. */
export const DEFAULT_ATTACHMENTS_KEY = "attachments";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The attachments that a list of data names, as `takeAttachments` left them there. Other entries are ordinary data. */
export function attachmentsIn(value: Json | undefined): AttachmentRef[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => (isJsonObject(entry) ? (toRef(entry) ?? []) : []));
}

/** The bytes of all attachments of a message, by its stored content. */
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
