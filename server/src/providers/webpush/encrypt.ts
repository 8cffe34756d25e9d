import { createCipheriv, createECDH, hkdfSync, type ECDH } from "node:crypto";

const CURVE = "prime256v1";
const POINT_BYTES = 65;
const SECRET_BYTES = 16;
const TAG_BYTES = 16;

/** Size of the one record, which browsers' push services take whole: 4,096 bytes less head, end mark and tag. */
const RECORD_BYTES = 4096;
const HEAD_BYTES = 16 + 4 + 1 + POINT_BYTES;

/** The most bytes of a message before it is encrypted. */
export const PLAINTEXT_MAX_BYTES = RECORD_BYTES - HEAD_BYTES - TAG_BYTES - 1;

/** The keys of a subscription. */
export interface BrowserKeys {
  /** The browser's public key: an uncompressed point of 65 bytes. */
  p256dh: Buffer;
  /** 16 bytes that browser and server share. */
  auth: Buffer;
}

/** The keys of a subscription as bytes; null if they are invalid. */
export function readBrowserKeys(p256dh: string, auth: string): BrowserKeys | null {
  const [point, shared] = [bytesOf(p256dh), bytesOf(auth)];
  if (point?.length !== POINT_BYTES || point[0] !== 4 || shared?.length !== SECRET_BYTES) return null;
  return { p256dh: point, auth: shared };
}

/** The bytes of base64url or base64; null for any other text. */
function bytesOf(text: string): Buffer | null {
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, "base64url") : null;
}

/** A key pair of the private key; null for the few numbers that are no private key. */
export function keyPair(privateKey: Buffer): ECDH | null {
  const pair = createECDH(CURVE);
  try {
    pair.setPrivateKey(privateKey);
    return pair;
  } catch {
    return null;
  }
}

/**
 * A message that only the browser can read (RFC 8291): one record of `aes128gcm` (RFC 8188). Null if the browser's public key
 * is no point of the curve. A salt and an ephemeral key are good for one message.
 */
export function encrypt(plaintext: Buffer, browser: BrowserKeys, ephemeral: ECDH, salt: Buffer): Buffer | null {
  const publicKey = ephemeral.getPublicKey();
  const shared = sharedSecret(ephemeral, browser.p256dh);
  if (!shared) return null;
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.p256dh, publicKey]);
  const keyMaterial = hkdf(shared, browser.auth, info, 32);
  const key = hkdf(keyMaterial, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = hkdf(keyMaterial, salt, Buffer.from("Content-Encoding: nonce\0"), 12);

  const head = Buffer.alloc(21);
  salt.copy(head);
  head.writeUInt32BE(RECORD_BYTES, 16);
  head.writeUInt8(POINT_BYTES, 20);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  // The byte 2 ends the last record.
  const sealed = [cipher.update(plaintext), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([head, publicKey, ...sealed]);
}

function sharedSecret(ephemeral: ECDH, point: Buffer): Buffer | null {
  try {
    return ephemeral.computeSecret(point);
  } catch {
    return null;
  }
}

function hkdf(key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, info, length));
}
