import { expect, test } from "@jest/globals";
import { checkAvatar, safeImageUrl, safeUrl } from "./safe-url.js";

test.each([
  "http://user:pass@host/",
  "https://user@host",
  "HTTPS://bank.example@evil.example/",
  "https://:@host/x",
  "https://a%40b:c@host",
  "https://user@host:8443/?q",
])("E-45: %s contains a user or password and is refused", (url) => {
  expect(safeUrl(url)).toBeNull();
  expect(safeImageUrl(url)).toBeNull();
});

test.each(["https://host/@ada", "https://host/?to=a@b.c", "https://host#@", "mailto:ada@example.com", "/users/@ada"])(
  "%s contains an @ elsewhere and stays a link",
  (url) => {
    expect(safeUrl(url)).toBe(url);
  },
);

test.each([
  "http://host/a.png",
  "//host/a.png",
  "\\\\host\\a.png",
  "data:image/png;base64,AAAA",
  "javascript:alert(1)",
  " java\nscript:alert(1)",
  "vbscript:x",
  "blob:https://host/1",
  "a.png",
  "/a.png",
  "https://user:pass@host/a.png",
  "https:host",
])("X-22: an avatar %j is refused", (url) => {
  expect(checkAvatar(url, ["avatar"])).toMatchObject([{ path: ["avatar"], code: "unsafe_url" }]);
});

test("X-22: an https avatar, and no avatar, are accepted", () => {
  for (const url of ["https://cdn.example/a.png?x=1", " https://cdn.example/a.png ", "", "  ", null, undefined]) {
    expect(checkAvatar(url, ["avatar"])).toEqual([]);
  }
});
