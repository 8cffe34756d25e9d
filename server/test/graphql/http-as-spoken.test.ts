import "reflect-metadata";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { wantsResponseType } from "../../src/platform/graphql/apollo/media-type.js";
import { startTinyServer, type TinyServer } from "../support/tiny-server.js";

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const HOST = "Host: localhost\r\n";
const JSON_TYPE = "Content-Type: application/json\r\n";
const BODY = '{"query":"{ hello }"}';
const GET_HELLO = "/graphql?query=%7Bhello%7D";

const get = (target: string, headers = HOST, method = "GET"): string =>
  `${method} ${target} HTTP/1.1\r\n${headers}\r\n`;
const post = (headers = JSON_TYPE, body: string | Buffer = BODY): Buffer =>
  Buffer.concat([
    Buffer.from(`POST /graphql HTTP/1.1\r\n${HOST}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ]);
const framed = (headers: string, body: string): string =>
  `POST /graphql HTTP/1.1\r\n${HOST}${JSON_TYPE}${headers}\r\n${body}`;

interface Heard {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The last answer to bytes that were sent unchanged. */
async function say(bytes: string | Buffer, port = server.port): Promise<Heard> {
  const text = await new Promise<string>((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    const isWhole = (): boolean => {
      const head = heard.split("\r\n\r\n").at(-2) ?? "";
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      return heard.length - heard.lastIndexOf("\r\n\r\n") - 4 >= length || /^HTTP\/1.1 204/.test(head);
    };
    socket.on("data", (data) => {
      heard += String(data);
      if (isWhole()) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(heard));
    socket.write(bytes);
    // An answer to HEAD has a Content-Length and no body.
    setTimeout(() => socket.destroy(), /^HEAD/.test(String(bytes)) ? 200 : 2000).unref();
  });
  const answer = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "");
  const at = answer.indexOf("\r\n\r\n");
  const [line = "", ...lines] = answer.slice(0, at).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((each) => [each.split(":")[0]?.toLowerCase(), each.replace(/^[^:]*: ?/, "")]),
  );
  return { status: Number(line.split(" ")[1]), headers, body: answer.slice(at + 4) };
}

/** The status and code of a refusal. The shape and the type of the answer are checked too. */
async function refusalOf(bytes: string | Buffer): Promise<[status: number, code: string]> {
  const { status, headers, body } = await say(bytes);
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  const { errors, ...rest } = JSON.parse(body);
  expect(rest).toEqual({});
  expect(errors).toHaveLength(1);
  expect(errors[0].message).toMatch(/^[A-Z'`].{10,}\.$/);
  return [status, errors[0].extensions.code];
}

describe("refusals of Fastify and Node have the shape of all other errors", () => {
  const REFUSED: [what: string, bytes: string | Buffer, status: number][] = [
    ["a path that is no UTF-8", get("/%ff"), 400],
    ["a path with half an escape", get("/graphql/%z"), 400],
    ["no length", framed("Content-Length: abc\r\n", ""), 400],
    ["a length below 0", framed("Content-Length: -1\r\n", ""), 400],
    ["two lengths", framed("Content-Length: 1\r\nContent-Length: 2\r\n", ""), 400],
    ["a length and chunks", framed("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400],
    ["a chunk without a length", framed("Transfer-Encoding: chunked\r\n", "zz\r\n\r\n"), 400],
    ["headers that are too long", get("/", `${HOST}x: ${"a".repeat(20_000)}\r\n`), 431],
    ["a path that is too long", get(`/${"a".repeat(20_000)}`), 431],
    ["an unknown method", get("/", HOST, "FOO"), 400],
    ["a method in small letters", get("/", HOST, "get"), 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
    ["HTTP/3", "GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 400],
    ["the first bytes of TLS", Buffer.from("16030102000100", "hex"), 400],
    ["an invalid line", "hello\r\n\r\n", 400],
    ["a header without a colon", get("/", `${HOST}foo\r\n`), 400],
    ["a header with a blank before the colon", get("/", `${HOST}foo : bar\r\n`), 400],
    ["a header that is folded", get("/", `${HOST}foo: bar\r\n baz\r\n`), 400],
    ["a NUL in a header", get("/", `${HOST}x: a\0b\r\n`), 400],
    ["a path without a slash", get("health/live"), 400],
    ["an unknown expectation", post(`${JSON_TYPE}Expect: foo\r\n`), 417],
    ["CONNECT", get("example.com:80", "Host: example.com:80\r\n", "CONNECT"), 405],
    ["a media type that is not taken", post("Content-Type: application/xml\r\n"), 415],
    ["no media type", post(""), 415],
    ["a WebSocket with a bad key", get("/graphql", `${HOST}${upgradeOf("x")}`), 400],
    [
      "a WebSocket by another name",
      get("/graphql", `Host: evil.example\r\n${upgradeOf("AAAAAAAAAAAAAAAAAAAAAA==")}`),
      421,
    ],
    ["a WebSocket by two names", get("/graphql", `${HOST}${HOST}${upgradeOf("AAAAAAAAAAAAAAAAAAAAAA==")}`), 400],
  ];
  test.each(REFUSED)("%s", async (_what, bytes, status) => {
    expect(await refusalOf(bytes)).toEqual([status, "BAD_REQUEST"]);
  });
});

function upgradeOf(key: string): string {
  return `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n`;
}

describe("hosts are parsed strictly", () => {
  test.each([
    ["none", "", 400],
    ["an empty one", "Host: \r\n", 400],
    ["two", HOST + HOST, 400],
    ["two in one header", "Host: localhost, evil\r\n", 400],
    ["a user", "Host: a@localhost\r\n", 400],
    ["a path", "Host: localhost/evil\r\n", 400],
    ["an IPv6 address without brackets", "Host: ::1\r\n", 400],
    ["a port of letters", "Host: localhost:x\r\n", 400],
    ["a stranger's", "Host: evil.example\r\n", 421],
    ["an address as a number", "Host: 2130706433\r\n", 421],
    ["an address with a dot at its end", "Host: 127.0.0.1.\r\n", 421],
  ])("%s is refused", async (_what, headers, status) => {
    expect(await refusalOf(get("/health/live", headers))).toEqual([status, "BAD_REQUEST"]);
  });

  test.each([
    "localhost.",
    "localhost.:4000",
    "LOCALHOST:80",
    "localhost:",
    "[::1]:4000",
    "[::1]",
    "127.0.0.1:1",
    "a.localhost",
  ])("%s is accepted", async (host) => {
    expect((await say(get("/health/live", `Host: ${host}\r\n`))).status).toBe(200);
  });

  test("a target with a host is read as its path, if Host is the same", async () => {
    for (const [target, headers, status] of [
      ["http://localhost/health/live", HOST, 200],
      ["HTTP://LOCALHOST/health/live", HOST, 200],
      [`http://localhost${GET_HELLO}`, `${HOST}apollo-require-preflight: 1\r\n`, 200],
      ["http://localhost", HOST, 404],
      ["http://evil.example/health/live", HOST, 400],
      ["http://localhost/health/live", "Host: evil.example\r\n", 400],
      ["http://evil.example/health/live", "Host: evil.example\r\n", 421],
    ] as const) {
      expect([target, (await say(get(target, headers))).status]).toEqual([target, status]);
    }
  });

  test("HTTP/1.0 is answered, and a production server requires no Host in it, for the sake of health checks", async () => {
    expect((await say(`GET /health/live HTTP/1.0\r\n${HOST}\r\n`)).status).toBe(200);
    const open = await startTinyServer({ host: "0.0.0.0" });
    try {
      expect((await say("GET /health/live HTTP/1.0\r\n\r\n", open.port)).status).toBe(200);
      expect((await say(get("/health/live", "Host: carillon.example\r\n"), open.port)).status).toBe(200);
      for (const headers of ["", "Host: \r\n", "Host: a b\r\n", "Host: a/b\r\n", HOST + HOST])
        expect([headers, (await say(get("/health/live", headers), open.port)).status]).toEqual([headers, 400]);
    } finally {
      await open.close();
    }
  });
});

describe("bodies", () => {
  test("are taken in chunks, with extensions and trailers, and after 100-continue", async () => {
    const chunk = `${BODY.length.toString(16)};name=value\r\n${BODY}\r\n0\r\nx-a: 1\r\n\r\n`;
    for (const bytes of [
      framed("Transfer-Encoding: chunked\r\nTrailer: x-a\r\n", chunk),
      post(`${JSON_TYPE}Expect: 100-continue\r\n`),
      post(`${JSON_TYPE}Expect: 100-Continue\r\n`),
    ]) {
      const { status, body } = await say(bytes);
      expect([status, body]).toEqual([200, expect.stringContaining("Hello world")]);
    }
  });

  test.each([
    ["application/json; charset=utf-8", 200],
    ['Application/JSON; Charset="UTF-8"', 200],
    ["application/json;charset=utf8", 200],
    ["application/json;", 200],
    ["application/json; charset=iso-8859-1", 415],
    ["application/json; charset=utf-16", 415],
    ["application/graphql+json", 415],
    ["application/graphql", 415],
    [";;;", 415],
  ])("of %s are %d", async (type, status) => {
    expect((await say(post(`Content-Type: ${type}\r\n`))).status).toBe(status);
  });

  test.each([
    ["compressed", post(`${JSON_TYPE}Content-Encoding: gzip\r\n`), 415],
    ["in a transfer encoding that is not known", framed("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501],
    ["with two media types", post(`${JSON_TYPE}Content-Type: text/plain\r\n`), 400],
    ["that are no UTF-8", post(JSON_TYPE, Buffer.from('{"query":"{ hello }","a":"\xff"}', "latin1")), 400],
    ["that are empty", post(JSON_TYPE, ""), 400],
  ])("%s are refused", async (_what, bytes, status) => {
    expect(await refusalOf(bytes)).toEqual([status, "BAD_REQUEST"]);
  });
});

describe("methods", () => {
  test.each(["/health/live", "/health/ready", "/metrics"])("HEAD and OPTIONS of %s", async (path) => {
    expect(await say(get(path, HOST, "HEAD"))).toMatchObject({ status: 200, body: "" });
    const options = await say(get(path, HOST, "OPTIONS"));
    expect([options.status, options.headers["allow"]]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  test("that a path does not support are refused with the list of those that it supports", async () => {
    for (const [method, path, allow] of [
      ["DELETE", "/graphql", "GET, HEAD, POST, OPTIONS"],
      ["PUT", "/graphql", "GET, HEAD, POST, OPTIONS"],
      ["TRACE", "/graphql?x=1", "GET, HEAD, POST, OPTIONS"],
      ["PROPFIND", "/health/live", "GET, HEAD, OPTIONS"],
      ["POST", "/health/live", "GET, HEAD, OPTIONS"],
    ] as const) {
      const { status, headers } = await say(get(path, `${HOST}Content-Length: 0\r\n`, method));
      expect([method, path, status, headers["allow"]]).toEqual([method, path, 405, allow]);
    }
    for (const method of ["OPTIONS", "HEAD", "DELETE"])
      expect((await say(get("/nothing", HOST, method))).status).toBe(404);
    expect(await say(get("*", HOST, "OPTIONS"))).toMatchObject({ status: 204 });
  });
});

describe("the status of a refused document follows the media type of the answer", () => {
  const NEWER = "application/graphql-response+json";
  test.each([
    [NEWER, NEWER, 400],
    ["Application/GraphQL-Response+JSON", NEWER, 400],
    ["application/json", "application/json", 200],
    ["*/*", "application/json", 200],
    ["application/*", "application/json", 200],
    ["", "application/json", 200],
    [`${NEWER}, application/json`, NEWER, 400],
    [`application/json, ${NEWER}`, "application/json", 200],
    [`application/json, ${NEWER};q=0.5`, "application/json", 200],
    [`application/json;q=0.9, ${NEWER}`, NEWER, 400],
    [`${NEWER};q=0, application/json`, "application/json", 200],
    [`application/json;q=0, ${NEWER}`, NEWER, 400],
    [`*/*, ${NEWER}`, NEWER, 400],
    [`${NEWER}; charset=utf-8`, NEWER, 400],
  ])("Accept: %s", async (accept, type, expected) => {
    const header = accept === "" ? "" : `Accept: ${accept}\r\n`;
    const { status, headers } = await say(post(`${JSON_TYPE}${header}`, '{"query":"{ nope }"}'));
    expect([headers["content-type"], status]).toEqual([`${type}; charset=utf-8`, expected]);
    expect(wantsResponseType(accept)).toBe(type === NEWER);
  });

  test.each(["text/html", "*/*;q=0", "multipart/mixed", "application/json;q=0"])(
    "Accept: %s is refused",
    async (accept) => {
      expect((await say(post(`${JSON_TYPE}Accept: ${accept}\r\n`))).status).toBe(406);
    },
  );
});
