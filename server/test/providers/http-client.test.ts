import { lookup } from "node:dns";
import { afterEach, expect, test } from "@jest/globals";
import { HttpClient, readOriginMap, type GuardRules } from "../../src/platform/http-client/index.js";
import type { Fake } from "../../src/custom-providers/contract/fakes/fake.js";
import { httpAnswer, httpFake } from "../../src/custom-providers/contract/fakes/http-fake.js";
import { http2Fake } from "../../src/custom-providers/contract/fakes/http2-fake.js";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function kept<T extends { close(): Promise<void> }>(each: T): T {
  open.push(each);
  return each;
}

const clientOf = (rules: GuardRules): HttpClient => kept(new HttpClient(rules));
const LIMITS = { timeoutMs: 20_000, maxBytes: 64 * 1024 };
const post = (url: string, body = "{}") => ({ method: "POST", url, headers: { "content-type": "text/plain" }, body });

async function canary(): Promise<Fake> {
  return kept(await httpFake((socket) => socket.end(httpAnswer(200, {}, "reached"))));
}

/** Spellings of an address of this machine or of a private network. */
const SPELLINGS = [
  ...["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "017700000001"],
  ...["0177.0.0.1", "0177.0.0.01", "127.0.0.1.", "127.000.000.001", "127.255.255.254", "0", "0.0.0.0", "0x0"],
  ...["localhost", "localhost.", "LOCALHOST", "foo.localhost", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1"],
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
  ...[
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
  ],
  ...["[fc00::1]", "[fd12::1]", "[ff02::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1"],
];

test("no spelling of a private address reaches a server on this machine (S-17)", async () => {
  const server = await canary();
  const client = clientOf({ allowsHttp: true, ports: [server.port] });
  expect(SPELLINGS.length).toBeGreaterThanOrEqual(40);
  for (const host of SPELLINGS) {
    const outcome = await client.send(post(`http://${host}:${server.port}/`), LIMITS);
    expect([host, outcome]).toEqual([host, expect.objectContaining({ kind: "no-answer", stage: "before-body" })]);
  }
  expect(server.connectionCount()).toBe(0);
});

test("a name that resolves to a private address, alone or among others, is not called (S-17)", async () => {
  const server = await canary();
  for (const addresses of [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"], []]) {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const client = clientOf({
      ...{ allowsHttp: true, ports: [server.port] },
      lookup: (_name, _options, done) => done(null, found),
    });
    const outcome = await client.send(post(`http://vendor.example:${server.port}/`), LIMITS);
    expect(outcome).toMatchObject({ stage: "before-body", code: "forbidden_address" });
  }
  expect(server.connectionCount()).toBe(0);
});

test("a name is resolved once per connection, and the checked address is called (S-17)", async () => {
  const server = await canary();
  let asked = 0;
  const client = clientOf({
    ...{ allowsHttp: true, ports: [server.port], allowedNetworks: ["127.0.0.1"] },
    lookup: (_name, options, done) => {
      asked += 1;
      lookup(asked === 1 ? "127.0.0.1" : "127.0.0.2", options, done);
    },
  });
  const url = `http://vendor.example:${server.port}/`;
  expect(await client.send(post(url), LIMITS)).toMatchObject({ kind: "answer", status: 200, body: "reached" });
  expect(asked).toBe(1);
});

test.each([
  ["http://vendor.example/", "forbidden_scheme"],
  ["ftp://vendor.example/", "forbidden_scheme"],
  ["file:///etc/passwd", "forbidden_scheme"],
  ["https://a:b@vendor.example/", "invalid_url"],
  ["https://vendor.example:22/", "forbidden_port"],
  ["https://vendor.example:6379/", "forbidden_port"],
  ["vendor", "invalid_url"],
  [`https://vendor.example/${"x".repeat(9000)}`, "invalid_url"],
])("%s is not called (S-17)", async (url, code) => {
  expect(await clientOf({}).send(post(url), LIMITS)).toMatchObject({ stage: "before-body", code });
});

test.each(["127.0.0.1", "localhost", "0x7f.1", "[::1]", "::1", "::ffff:127.0.0.1", "10.0.0.1", "a@b", "a/b"])(
  "no mail is sent to the host %s (S-17)",
  async (host) => {
    const request = { host, port: 587, security: "none" as const, login: null };
    expect(await clientOf({}).sendMail(request, LIMITS)).toMatchObject({ kind: "no-answer", stage: "before-body" });
    expect(await clientOf({}).sendMail({ ...request, host: "mail.example", port: 22 }, LIMITS)).toMatchObject({
      code: "forbidden_port",
    });
  },
);

const VENDOR = "https://api.vendor.example";

async function throughFake(fake: Fake, request = post(`${VENDOR}/send?a=1`), limits = LIMITS) {
  const originMap = readOriginMap(JSON.stringify({ [VENDOR]: `http://127.0.0.1:${fake.port}` }));
  return clientOf({ originMap }).send(request, limits);
}

test("a fake gets the request with the vendor's Host and path", async () => {
  let seen = "";
  const fake = kept(
    await httpFake((socket, request) => {
      seen = request;
      socket.end(httpAnswer(201, { "x-id": "a" }, "grüß"));
    }),
  );
  expect(await throughFake(fake)).toEqual({
    ...{ kind: "answer", status: 201, body: "grüß", isCut: false },
    headers: expect.objectContaining({ "x-id": "a" }),
  });
  expect(seen).toMatch(/^POST \/send\?a=1 HTTP\/1\.1\r\n/);
  expect(seen).toMatch(/\r\nhost: api\.vendor\.example\r\n/i);
});

test("a redirect is returned as an answer, and not followed (S-17)", async () => {
  const target = await canary();
  const location = `http://127.0.0.1:${target.port}/`;
  const fake = kept(await httpFake((socket) => socket.end(httpAnswer(302, { location }, ""))));
  expect(await throughFake(fake)).toMatchObject({ kind: "answer", status: 302 });
  expect(target.connectionCount()).toBe(0);
});

test("an answer is cut at the maximum size, and keeps its status", async () => {
  const fake = kept(await httpFake((socket) => socket.end(httpAnswer(200, {}, "x".repeat(1_000_000)))));
  const outcome = await throughFake(fake, undefined, { timeoutMs: 20_000, maxBytes: 1000 });
  expect(outcome).toMatchObject({ kind: "answer", status: 200, isCut: true, body: "x".repeat(1000) });
});

test.each<[string, (socket: { write(text: string): void; destroy(): void }) => void, object]>([
  ["no answer", () => undefined, { kind: "no-answer", stage: "body-begun", code: "ETIMEDOUT" }],
  ["a reset", (socket) => socket.destroy(), { kind: "no-answer", stage: "body-begun" }],
  ["half a head", (socket) => socket.write("HTTP/1.1 200 x\r\nx-a"), { kind: "no-answer", stage: "body-begun" }],
  ["what is no HTTP", (socket) => socket.write("SSH-2.0-x\r\n\r\n"), { kind: "no-answer", stage: "body-begun" }],
  [
    "a body that stops",
    (socket) => socket.write("HTTP/1.1 429 x\r\ncontent-length: 9\r\n\r\nab"),
    { kind: "answer", status: 429, body: "ab", isCut: true },
  ],
])("after the request was sent, %s has a known result", async (_what, behave, expected) => {
  const fake = kept(await httpFake(behave));
  expect(await throughFake(fake, undefined, { timeoutMs: 3000, maxBytes: 1000 })).toMatchObject(expected);
});

test("an unreachable server has accepted nothing", async () => {
  const fake = await canary();
  await fake.close();
  expect(await throughFake(fake)).toMatchObject({ kind: "no-answer", stage: "before-body", code: "ECONNREFUSED" });
});

test("HTTP/2: requests share a session, and requests that the server refused unprocessed count as not sent", async () => {
  const answers = { "/ok": { status: 200, body: "" }, "/gone": { status: 410, body: '{"reason":"Unregistered"}' } };
  const fake = kept(
    await http2Fake((path) => {
      if (path === "/refuse") return "refuse";
      if (path === "/reset") return "reset";
      return path === "/hang" ? "hang" : (answers[path as keyof typeof answers] ?? { status: 404, body: "" });
    }),
  );
  const originMap = readOriginMap(JSON.stringify({ [VENDOR]: `http://127.0.0.1:${fake.port}` }));
  const client = clientOf({ originMap });
  const send = (path: string, timeoutMs = 20_000) =>
    client.send({ ...post(`${VENDOR}${path}`), protocol: "h2" }, { timeoutMs, maxBytes: 1000 });
  const many = await Promise.all(Array.from({ length: 50 }, (_, index) => send(index % 5 === 0 ? "/gone" : "/ok")));
  expect(many.filter((each) => each.kind === "answer" && each.status === 200)).toHaveLength(40);
  expect(many.filter((each) => each.kind === "answer" && each.status === 410)).toHaveLength(10);
  expect(await send("/refuse")).toMatchObject({ kind: "no-answer", stage: "before-body" });
  expect(await send("/reset")).toMatchObject({ kind: "no-answer", stage: "body-begun" });
  expect(await send("/hang", 2000)).toMatchObject({ kind: "no-answer", stage: "body-begun", code: "ETIMEDOUT" });
  await fake.close();
  expect(await send("/ok")).toMatchObject({ kind: "no-answer", stage: "before-body" });
});

test.each([
  ["[]", "must be a JSON object"],
  ["{", "is not JSON"],
  ['{"https://a.example/x":"http://127.0.0.1:1"}', "is no origin"],
  ['{"https://a.example":"http://10.0.0.1:1"}', "must lead to this machine"],
  ['{"https://a.example":"http://127.0.0.1"}', "must lead to this machine"],
  ['{"https://a.example":7}', "must lead to this machine"],
])("CARILLON_ORIGIN_MAP=%s is refused", (text, words) => {
  expect(() => readOriginMap(text)).toThrow(words);
});
