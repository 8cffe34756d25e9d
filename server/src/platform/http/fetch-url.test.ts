import { expect, test } from "@jest/globals";
import { checkFetchUrl, isPrivateAddress } from "./fetch-url.js";

test.each([
  ...[
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
  ],
  ...[
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2001:db8::1",
    "2002:a00:1::",
    "ff02::1",
    "no address",
  ],
])("%s is private", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111"])("%s is public", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test.each([
  ...["http://idp.example/jwks", "ftp://idp.example/", "file:///etc/passwd", "not a url", "https://u:p@idp.example/"],
  ...[
    "https://10.0.0.1/",
    "https://[fd00::1]/",
    "https://169.254.169.254/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
  ],
])("%s is not fetched in production", (url) => {
  expect(checkFetchUrl(url, false)).not.toBeNull();
});

test("https to a public name is fetched, and loopback in development", () => {
  expect(checkFetchUrl("https://idp.example/.well-known/jwks.json", false)).toBeNull();
  for (const url of ["http://localhost:9000/jwks", "http://127.0.0.1:9000/", "http://[::1]/", "https://localhost/"]) {
    expect(checkFetchUrl(url, true)).toBeNull();
  }
  expect(checkFetchUrl("http://10.0.0.1/", true)).not.toBeNull();
});
