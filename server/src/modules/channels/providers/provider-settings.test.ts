import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../platform/json.js";
import { hintOf, readSettings, type StoredSettings } from "./provider-settings.js";
import type { ProviderKind } from "./provider-kind.js";

const acme: ProviderKind = {
  ...{
    key: "acme",
    name: "Acme",
    channelTypes: ["SMS"],
    guarantee: "at-most-once",
    onUncertain: "STOP",
    hasCallbacks: false,
  },
  settingsSchema: {
    type: "object",
    additionalProperties: false,
    required: ["host", "token"],
    properties: {
      host: { type: "string", minLength: 1, "x-destination": true },
      from: { type: "string", maxLength: 5 },
      mode: { type: "string", enum: ["a", "b"] },
      token: { type: "string", writeOnly: true, minLength: 1 },
    },
  },
  secretNames: ["token"],
  destinationNames: ["host"],
  addressNames: [],
  addressFault: () => null,
  faultOf: ({ host }) => (host === "bad" ? { code: "bad_host", reason: "The host is bad." } : null),
};
const TOKEN = "a-secret-of-acme-1234";
const stored: StoredSettings = {
  settings: { host: "a.example" },
  secrets: { token: TOKEN },
  hints: { token: hintOf(TOKEN) },
};
const read = (given: JsonObject, known: StoredSettings | null = null) =>
  readSettings(acme, given, { stored: known, path: ["settings"] });

describe("settings of a provider", () => {
  test("are split into readable and secret ones", () => {
    expect(read({ host: "a.example", token: "t" })).toEqual({
      ...{ ok: true, settings: { host: "a.example" }, secrets: { token: "t" } },
    });
  });

  test("are refused with all reasons, and no reason shows a secret", () => {
    const refused = read({ from: "toolong", mode: "c", token: 1, x: 1 });
    expect(refused).toMatchObject({ ok: false });
    const issues = refused.ok ? [] : refused.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
    expect(issues.sort()).toEqual([
      "settings.from too_long",
      "settings.host required",
      "settings.mode invalid_value",
      "settings.token invalid_type",
      "settings.x unknown_key",
    ]);
    expect(JSON.stringify(read({ host: 1, token: { hidden: "hunter2" } }))).not.toContain("hunter2");
    expect(read({ host: "bad", token: "t" })).toMatchObject({ issues: [{ path: ["settings"], code: "bad_host" }] });
  });

  test("keep a secret that is omitted or given in its readable form", () => {
    const asBefore: JsonObject[] = [{ host: "a.example" }, { host: "a.example", token: "••••1234" }];
    for (const given of asBefore) {
      expect(read(given, stored)).toMatchObject({ ok: true, secrets: { token: TOKEN } });
    }
    expect(read({ host: "a.example", token: "new" }, stored)).toMatchObject({ secrets: { token: "new" } });
  });

  test("S-07: with another destination need the secrets again", () => {
    const elsewhere: JsonObject[] = [{ host: "evil.example" }, { host: "evil.example", token: "••••1234" }];
    for (const given of elsewhere) {
      expect(read(given, stored)).toMatchObject({ issues: [{ path: ["settings", "token"], code: "required" }] });
    }
  });
});

test("a secret is shown by its last four characters only if it is long enough", () => {
  expect([TOKEN, "short-1234", "a".repeat(30) + "-\n}"].map(hintOf)).toEqual(["••••1234", "••••", "••••"]);
});
