import { createHash } from "node:crypto";
import type { InputIssue } from "../../platform/errors/index.js";
import { contentIdOf } from "../identifiers/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";
import { base64Digits, isContentId, isMimeType } from "../../providers/kit/text/attachment-rules.js";
import type { AttachmentsPlace } from "./attachment.js";

/** The content of an attachment, to be stored with its trigger. */
export interface NewAttachment {
  id: string;
  /** The recipient whose own data contains it; null for the data of the call. */
  recipientKey: string | null;
  /** Base64. */
  content: string;
}

/** Maximum bytes of all attachments of one call. */
export const ATTACHMENTS_MAX_BYTES = 10 * 1024 * 1024;
const LIST_MAX = 50;
const NAME_MAX_LENGTH = 255;

/** Line breaks could start headers, separators name folders, and direction marks can make `exe` look like `pdf`. */
const HOSTILE_NAME = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]|^\.{0,2}$|^\s|\s$/u;

/**
 * Moves the contents of attachments out of the data of one call. The data keeps name, type, size and an id of each. Equal
 * contents of one owner are stored once.
 */
export class AttachmentTaker {
  readonly issues: InputIssue[] = [];
  readonly #triggerId: string;
  readonly #places: readonly AttachmentsPlace[];
  readonly #taken = new Map<string, NewAttachment>();
  #bytes = 0;

  constructor(triggerId: string, places: readonly AttachmentsPlace[]) {
    this.#triggerId = triggerId;
    this.#places = places;
  }

  get taken(): readonly NewAttachment[] {
    return [...this.#taken.values()];
  }

  /** The data without contents. `recipientKey` is the owner of the data; null for the data of the call. */
  take(data: JsonObject, path: readonly string[], recipientKey: string | null): JsonObject {
    let stripped = data;
    for (const { key, isNamed } of this.#places) {
      const value = Object.hasOwn(data, key) ? data[key] : undefined;
      if (value == null || !(isNamed || holdsContents(value))) continue;
      stripped = { ...stripped, [key]: this.#list(value, [...path, key], recipientKey) };
    }
    return stripped;
  }

  #list(value: Json, path: readonly string[], recipientKey: string | null): Json {
    if (!Array.isArray(value)) return this.#refuse(path, "invalid", "Attachments are a list.");
    if (value.length > LIST_MAX) {
      return this.#refuse(path, "too_many", `At most ${LIST_MAX} attachments; these are ${value.length}.`);
    }
    return value.map((entry, index) => this.#entry(entry ?? null, [...path, String(index)], recipientKey));
  }

  #entry(entry: Json, path: readonly string[], recipientKey: string | null): Json {
    if (!isJsonObject(entry)) {
      return this.#refuse(path, "invalid", "An attachment is an object with `name`, `content_type` and `content`.");
    }
    const { name, content_type: type, content_id: contentId, content, ...more } = entry;
    const issueCount = this.issues.length;
    this.#check([...path, "name"], nameFault(name));
    if (typeof type !== "string" || !isMimeType(type)) {
      this.#refuse([...path, "content_type"], "invalid", "A MIME type without parameters, such as application/pdf.");
    }
    if (contentId != null && (typeof contentId !== "string" || !isContentId(contentId))) {
      this.#refuse([...path, "content_id"], "invalid", "1 to 78 of the characters A-Z a-z 0-9 . _ @ -");
    }
    const bytes = typeof content === "string" ? base64Of(content) : null;
    if (bytes === null) this.#refuse([...path, "content"], "invalid", "The bytes in base64; not empty, and no URL.");
    if (bytes === null || this.issues.length > issueCount) return null;
    const size = Buffer.byteLength(bytes, "base64");
    this.#bytes += size;
    if (this.#bytes > ATTACHMENTS_MAX_BYTES) {
      const message = `All attachments of a call together have at most ${ATTACHMENTS_MAX_BYTES} bytes.`;
      return this.#refuse([...path, "content"], "too_large", message);
    }
    const id = contentIdOf(this.#triggerId, recipientKey ?? "", createHash("sha256").update(bytes).digest("base64url"));
    this.#taken.set(id, { id, recipientKey, content: bytes });
    return {
      ...more,
      name: name ?? null,
      content_type: type ?? null,
      ...(contentId != null && { content_id: contentId }),
      size,
      id,
    };
  }

  #check(path: readonly string[], fault: string | null): void {
    if (fault !== null) this.#refuse(path, "invalid", fault);
  }

  #refuse(path: readonly string[], code: string, message: string): null {
    this.issues.push({ path: [...path], code, message });
    return null;
  }
}

/** A taker that changes no data. */
export function noAttachments(): AttachmentTaker {
  return new AttachmentTaker("", []);
}

function holdsContents(value: Json): boolean {
  return Array.isArray(value) && value.some((entry) => isJsonObject(entry) && Object.hasOwn(entry, "content"));
}

function nameFault(name: Json | undefined): string | null {
  if (typeof name !== "string") return "A file name, such as report.pdf.";
  if (name.length > NAME_MAX_LENGTH) return `At most ${NAME_MAX_LENGTH} characters.`;
  if (!HOSTILE_NAME.test(name)) return null;
  return "A file name without folders, line breaks and other control characters, such as report.pdf.";
}

/** The base64 text without line breaks, and with its padding; null if the text is not base64. */
function base64Of(text: string): string | null {
  const joined = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
  const digits = base64Digits(joined);
  if (digits === null || digits === "" || digits.length % 4 === 1) return null;
  const isPadded = digits.length < joined.length;
  if (isPadded && joined.length % 4 !== 0) return null;
  return joined.padEnd(Math.ceil(joined.length / 4) * 4, "=");
}
