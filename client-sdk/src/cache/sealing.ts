type Key = CryptoKey | (() => Promise<CryptoKey>) | undefined;

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/** Encrypts a value with the key, if there is one. */
export function sealWith(key: Key): (value: unknown) => Promise<unknown> {
  return async (value) => {
    if (key === undefined) return value;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    const sealed: Sealed = { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(key), text) };
    return sealed;
  };
}

/** The value; null if it was sealed with another key, or without one although a key is required. */
export async function open(content: unknown, key: Key): Promise<unknown> {
  if (key === undefined) return isSealed(content) ? null : content;
  if (!isSealed(content)) return null;
  try {
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: content.iv }, await keyOf(key), content.bytes);
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return null;
  }
}

function keyOf(key: NonNullable<Key>): CryptoKey | Promise<CryptoKey> {
  return typeof key === "function" ? key() : key;
}

function isSealed(content: unknown): content is Sealed {
  return typeof content === "object" && content !== null && "iv" in content && "bytes" in content;
}
