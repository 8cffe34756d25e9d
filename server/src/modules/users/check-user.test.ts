import { describe, expect, test } from "@jest/globals";
import { checkUser, checkUserId } from "./check-user.js";
import { visibleUser } from "./visible-user.js";
import type { UserRow } from "./user.repository.js";

const codes = (input: Parameters<typeof checkUser>[0]): string[] =>
  checkUser(input, ["input"]).map((issue) => `${issue.path.join(".")} ${issue.code}`);

describe("a user to store", () => {
  test("may have an id of any script and up to 256 characters", () => {
    for (const userId of ["1", "ada@example.com", "日本", "a b", "x".repeat(256), "a:b|c?d"]) {
      expect(checkUserId(userId, [])).toEqual([]);
    }
  });

  test.each([
    ["", "empty"],
    ["x".repeat(257), "too_long"],
    ["a/b", "invalid_format"],
    ["a#b", "invalid_format"],
    ["a\nb", "invalid_format"],
    ["a\u0000b", "invalid_format"],
    ["a\ud800", "invalid_format"],
  ])("may not have the id %.12j", (userId, code) => {
    expect(codes({ userId })).toEqual([`input.userId ${code}`]);
  });

  test("is never refused for a malformed address or time zone", () => {
    const user = {
      userId: "ada",
      email: "not an address",
      phoneNumber: "call me",
      timezone: "Mars/Phobos",
      locale: "??",
    };
    expect(codes(user)).toEqual([]);
  });

  test("is refused with every issue at once, each with its path", () => {
    const user = {
      userId: "a/b",
      name: "n".repeat(1025),
      avatar: "a".repeat(5000),
      email: "\u0000",
      properties: { text: "x".repeat(256 * 1024) },
    };
    expect(codes(user)).toEqual([
      "input.userId invalid_format",
      "input.name too_long",
      "input.avatar too_long",
      "input.email invalid_format",
      "input.properties too_large",
    ]);
  });

  test("may unset any field with null", () => {
    expect(codes({ userId: "ada", name: null, avatar: null, email: null, properties: null })).toEqual([]);
  });
});

describe("a user's view of users", () => {
  const row: UserRow = {
    lane: 1,
    recipient_key: "u/ada",
    id: "0",
    user_id: "ada",
    name: "Ada",
    avatar: "a.png",
    email: "ada@x",
    phone_number: "+1",
    timezone: "UTC",
    locale: "en",
    properties: { plan: "gold" },
    created_at: new Date(5),
    updated_at: new Date(6),
  };

  test("is name and avatar of others, and everything of the user", () => {
    expect(visibleUser(row, "ada")).toBe(row);
    expect(visibleUser(row, null)).toBe(row);
    const seen = visibleUser(row, "bob");
    expect(seen).toMatchObject({ user_id: "ada", name: "Ada", avatar: "a.png" });
    const hidden = JSON.stringify({ ...seen, user_id: 0, recipient_key: 0, name: 0, avatar: 0 });
    for (const secret of ["ada@x", "+1", "UTC", '"en"', "gold", row.updated_at.toISOString()]) {
      expect(hidden).not.toContain(secret);
    }
  });
});
