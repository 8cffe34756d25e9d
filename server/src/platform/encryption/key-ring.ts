import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = "c1";

/** The text of a sealed value, or why it cannot be read. */
export type Opened = { ok: true; text: string } | { ok: false; reason: "key_missing" | "damaged" };

interface RingKey {
  id: string;
  bytes: Buffer;
}

/**
 * Encrypts secrets with AES-256-GCM before they are stored. The first key encrypts and all keys decrypt, so a new key is put
 * before the old ones. `context` is authenticated: a ciphertext that was copied to another row cannot be decrypted there.
 */
export class KeyRing {
  readonly #keys: readonly RingKey[];

  private constructor(keys: readonly RingKey[]) {
    this.#keys = keys;
  }

  /** Parses keys of 32 bytes each, as base64, separated by commas. The errors that it throws contain no key. */
  static parse(text: string): KeyRing {
    return new KeyRing(text.split(",").map((each) => keyOf(each.trim())));
  }

  /** A ring without keys, which neither encrypts nor decrypts. */
  static empty(): KeyRing {
    return new KeyRing([]);
  }

  get canSeal(): boolean {
    return this.#keys.length > 0;
  }

  seal(text: string, context: string): string {
    const [key] = this.#keys;
    if (!key) throw new Error("There is no encryption key.");
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.bytes, iv).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return [FORMAT, key.id, iv.toString("base64url"), body.toString("base64url")].join(".");
  }

  open(sealed: string, context: string): Opened {
    const [format, id, iv = "", body = ""] = sealed.split(".");
    if (format !== FORMAT) return { ok: false, reason: "damaged" };
    const key = this.#keys.find((each) => each.id === id);
    if (!key) return { ok: false, reason: "key_missing" };
    const bytes = Buffer.from(body, "base64url");
    try {
      const decipher = createDecipheriv(ALGORITHM, key.bytes, Buffer.from(iv, "base64url"))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
      return { ok: true, text: text.toString("utf8") };
    } catch {
      return { ok: false, reason: "damaged" };
    }
  }

  /** Whether the first key sealed it. */
  isCurrent(sealed: string): boolean {
    return sealed.split(".")[1] === this.#keys[0]?.id;
  }
}

/** A new key, as the ring takes it. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString("base64");
}

export function isKey(text: string): boolean {
  return /^[\w+/-]{43}=?$/.test(text) && Buffer.from(text, "base64").length === KEY_BYTES;
}

function keyOf(text: string): RingKey {
  if (!isKey(text)) throw new Error("An encryption key must be 32 bytes as base64.");
  const bytes = Buffer.from(text, "base64");
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes };
}
