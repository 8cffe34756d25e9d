import { expect, test } from "@jest/globals";
import { credentialsFromHeaders, credentialsFromInit } from "./credentials.js";

test("headers without credentials have none", () => {
  expect(credentialsFromHeaders({ host: "x", authorization: "" })).toBeNull();
});

test("headers have a key, and optionally a user", () => {
  const none = { userToken: null, userId: null };
  expect(credentialsFromHeaders({ authorization: "Bearer sk_1" })).toEqual({ apiKey: "sk_1", ...none });
  expect(credentialsFromHeaders({ authorization: "bearer  pk_1", "x-carillon-user-token": "t" })).toEqual({
    apiKey: "pk_1",
    userToken: "t",
    userId: null,
  });
});

test.each([
  [{ authorization: "sk_1" }],
  [{ authorization: "Basic c2s=" }],
  [{ authorization: "Bearer sk_1, Bearer sk_2" }],
  [{ "x-carillon-user-id": "ada" }],
  [{ authorization: "Bearer pk_1", "x-carillon-user-id": ["ada", "bob"] }],
])("%j is refused", (headers) => {
  expect(() => credentialsFromHeaders(headers)).toThrow(expect.objectContaining({ code: "UNAUTHENTICATED" }));
});

test.each([
  ["ada", "ada"],
  ["UTF-8''%C5%82ukasz", "łukasz"],
  ["utf-8'pl'%C5%82ukasz", "łukasz"],
  ["UTF-8''%20ada%20", " ada "],
  ["UTF-8''%F0%9F%98%80", "😀"],
  ["UTF-8''UTF-8%27%27x", "UTF-8''x"],
  ["a%20b", "a%20b"],
  ["o'neil", "o'neil"],
  [Buffer.from("łukasz日本").toString("latin1"), "łukasz日本"],
])("F11: the header %j names the user %j", (header, userId) => {
  const headers = { authorization: "Bearer pk_1", "x-carillon-user-id": header };
  expect(credentialsFromHeaders(headers)?.userId).toBe(userId);
  expect(credentialsFromInit({ apiKey: "pk_1", userId })?.userId).toBe(userId);
});

test.each(["UTF-8''%", "UTF-8''%ZZ", "UTF-8''%C5", "\xe9", "UTF-8''%ED%A0%80"])(
  "F11: the header %j is refused",
  (header) => {
    const headers = { authorization: "Bearer pk_1", "x-carillon-user-id": header };
    expect(() => credentialsFromHeaders(headers)).toThrow("is not UTF-8");
  },
);

test("the payload of connection_init has the same credentials", () => {
  const payload = { apiKey: "pk_1", userToken: "t", more: 1 };
  expect(credentialsFromInit(payload)).toEqual({ apiKey: "pk_1", userToken: "t", userId: null });
  for (const empty of [undefined, null, "x", 7, {}, [], { apiKey: null }])
    expect(credentialsFromInit(empty)).toBeNull();
  expect(() => credentialsFromInit({ apiKey: 7 })).toThrow("`apiKey` in connection_init must be a string.");
});
