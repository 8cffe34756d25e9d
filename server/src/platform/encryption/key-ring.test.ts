import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { KeyRing, newKey, readOrMakeKeyFile } from "./index.js";

describe("S-07: an encrypted text", () => {
  const [first, second] = [newKey(), newKey()];

  test("can be decrypted with its key and in its context only", () => {
    const ring = KeyRing.parse(first);
    const sealed = ring.seal("re_secret", "1/channel");
    expect(sealed).not.toContain("re_secret");
    expect(ring.open(sealed, "1/channel")).toEqual({ ok: true, text: "re_secret" });
    expect(ring.open(sealed, "2/channel")).toEqual({ ok: false, reason: "damaged" });
    expect(KeyRing.parse(second).open(sealed, "1/channel")).toEqual({ ok: false, reason: "key_missing" });
    expect(KeyRing.empty().open(sealed, "1/channel")).toEqual({ ok: false, reason: "key_missing" });
  });

  test("is different each time, and refused if one character changes", () => {
    const ring = KeyRing.parse(first);
    const sealed = ring.seal("x", "c");
    expect(ring.seal("x", "c")).not.toBe(sealed);
    const changed = sealed.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect(ring.open(changed.replace(/.{4}$/, "AAAA"), "c")).toEqual({ ok: false, reason: "damaged" });
    expect(ring.open("", "c")).toEqual({ ok: false, reason: "damaged" });
    expect(ring.open("c1", "c")).toEqual({ ok: false, reason: "key_missing" });
  });

  test("of an old key can be decrypted after a new key was put first, and is known to use an old key", () => {
    const sealed = KeyRing.parse(first).seal("x", "c");
    const rotated = KeyRing.parse(`${second}, ${first}`);
    expect(rotated.open(sealed, "c")).toEqual({ ok: true, text: "x" });
    expect(rotated.isCurrent(sealed)).toBe(false);
    expect(rotated.isCurrent(rotated.seal("x", "c"))).toBe(true);
  });

  test("needs keys of 32 bytes, and an error shows none", () => {
    for (const bad of ["", "short", `${first}x`, `${first},`]) {
      expect(() => KeyRing.parse(bad)).toThrow("An encryption key must be 32 bytes as base64.");
    }
    expect(() => KeyRing.empty().seal("x", "c")).toThrow("There is no encryption key.");
  });
});

describe("the key file", () => {
  test("is created once, readable by its owner only, and read at each start", () => {
    const home = mkdtempSync(path.join(tmpdir(), "carillon-keys-"));
    const sealed = readOrMakeKeyFile(home).seal("x", "c");
    expect(readOrMakeKeyFile(home).open(sealed, "c")).toEqual({ ok: true, text: "x" });
    expect(statSync(path.join(home, "encryption-keys")).mode & 0o777).toBe(0o600);
  });

  test("that is damaged is never replaced", () => {
    const home = mkdtempSync(path.join(tmpdir(), "carillon-keys-"));
    const file = path.join(home, "encryption-keys");
    writeFileSync(file, "");
    expect(() => readOrMakeKeyFile(home)).toThrow("holds no encryption keys");
    expect(readFileSync(file, "utf8")).toBe("");
  });
});
