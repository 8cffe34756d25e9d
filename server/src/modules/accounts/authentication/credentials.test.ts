import { expect, test } from "@jest/globals";
import { credentialsFromHeaders, credentialsFromInit } from "./credentials.js";

test("headers without credentials show none", () => {
  expect(credentialsFromHeaders({ host: "x", authorization: "" })).toBeNull();
});

test("headers show a key, and a user beside it", () => {
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

test("the payload of connection_init shows the same", () => {
  const payload = { apiKey: "pk_1", userToken: "t", more: 1 };
  expect(credentialsFromInit(payload)).toEqual({ apiKey: "pk_1", userToken: "t", userId: null });
  for (const empty of [undefined, null, "x", 7, {}, [], { apiKey: null }])
    expect(credentialsFromInit(empty)).toBeNull();
  expect(() => credentialsFromInit({ apiKey: 7 })).toThrow("`apiKey` in connection_init must be a string.");
});
