import { expect, test } from "@jest/globals";
import { open, sealWith } from "./sealing.js";

const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
const PAGE = { items: ["Grace commented"] };

test("W-08: a page is stored encrypted, and only its key decrypts it", async () => {
  const key = await newKey();
  const sealed = await sealWith(key)(PAGE);
  const { bytes } = sealed as { readonly bytes: ArrayBuffer };
  expect(new TextDecoder().decode(bytes)).not.toContain("Grace");
  await expect(open(sealed, key)).resolves.toEqual(PAGE);
  await expect(open(sealed, () => Promise.resolve(key))).resolves.toEqual(PAGE);
  await expect(open(sealed, await newKey())).resolves.toBeNull();
  await expect(open(sealed, undefined)).resolves.toBeNull();
});

test("W-08: without a key a page is stored as plain text, and is ignored when a key is set", async () => {
  const kept = await sealWith(undefined)(PAGE);
  await expect(open(kept, undefined)).resolves.toEqual(PAGE);
  await expect(open(kept, await newKey())).resolves.toBeNull();
});
