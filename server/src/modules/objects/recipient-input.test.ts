import { describe, expect, test } from "@jest/globals";
import { parseRecipient, parseRecipientRef, type RecipientFields } from "./recipient-input.js";

const PATH = ["input", "recipients", "3"];

function issuesOf(input: RecipientFields): string[] {
  const parsed = parseRecipient(input, PATH);
  return parsed.ok ? [] : parsed.issues.map((issue) => `${issue.path.join(".")} ${issue.code}`);
}

describe("a recipient", () => {
  test("that is only named is not stored", () => {
    expect(parseRecipient({ userId: "ada" }, PATH)).toMatchObject({
      ok: true,
      value: { recipientKey: "u/ada", user: null },
    });
    const object = { collection: "projects", objectId: "a/b" };
    const value = { recipientKey: "o/projects/a/b", user: null, object: null };
    expect(parseRecipient({ object }, PATH)).toMatchObject({ ok: true, value });
  });

  test("that is given inline is stored, an object only if it has more than its name", () => {
    const user = { userId: "ada" };
    expect(parseRecipient({ user }, PATH)).toMatchObject({ ok: true, value: { recipientKey: "u/ada", user } });
    const object = { collection: "projects", objectId: "1", name: null };
    expect(parseRecipient({ object }, PATH)).toMatchObject({ ok: true, value: { object, path: [...PATH, "object"] } });
  });

  test("is named in exactly one way", () => {
    expect(issuesOf({})).toEqual(["input.recipients.3 one_of"]);
    expect(issuesOf({ userId: null, user: null })).toEqual(["input.recipients.3 one_of"]);
    expect(issuesOf({ userId: "a", user: { userId: "a" } })).toEqual(["input.recipients.3 one_of"]);
    expect(parseRecipientRef({ userId: "a", object: { collection: "c", objectId: "1" } }, []).ok).toBe(false);
    expect(parseRecipientRef({}, []).ok).toBe(false);
  });

  test("with errors reports their paths", () => {
    expect(issuesOf({ userId: "" })).toEqual(["input.recipients.3.userId empty"]);
    expect(issuesOf({ user: { userId: "a#", name: "\u0000" } })).toEqual([
      "input.recipients.3.user.userId invalid_format",
      "input.recipients.3.user.name invalid_format",
    ]);
    expect(issuesOf({ object: { collection: "a/b", objectId: "" } })).toEqual([
      "input.recipients.3.object.collection invalid_format",
      "input.recipients.3.object.objectId empty",
    ]);
    const ref = parseRecipientRef({ object: { collection: "", objectId: "1" } }, PATH);
    expect(ref.ok ? [] : ref.issues[0]?.path).toEqual([...PATH, "object", "collection"]);
  });
});
