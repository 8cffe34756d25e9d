import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import { startDevelopment, type Development } from "../support/development.js";
import { startPrefixProxy, type PrefixProxy, type PrefixProxyOptions } from "./prefix-proxy.js";

const PREFIX = "/tools/notify";
const HTML = { accept: "text/html", "sec-fetch-dest": "document" };
const WEB = path.resolve(import.meta.dirname, "../../dist-web");

interface Way {
  settings: keyof typeof SETTINGS;
  proxy: Omit<PrefixProxyOptions, "target" | "prefix">;
  /** Whether the server knows the prefix, so that the page without a trailing slash finds its assets too. */
  isKnown: boolean;
}

const FORWARDED = { "x-forwarded-prefix": PREFIX, "x-forwarded-proto": "https", "x-forwarded-host": "localhost:9000" };
const SETTINGS = {
  none: {},
  "the base path": { CARILLON_BASE_PATH: `${PREFIX}/` },
  "trusted proxies": { CARILLON_TRUSTED_PROXIES: "127.0.0.0/8" },
};

const WAYS: Way[] = [
  { settings: "none", proxy: { isStripping: true }, isKnown: false },
  { settings: "none", proxy: { isStripping: true, keepsHost: true }, isKnown: false },
  { settings: "the base path", proxy: { isStripping: true }, isKnown: true },
  { settings: "the base path", proxy: { isStripping: false }, isKnown: true },
  { settings: "the base path", proxy: { isStripping: false, keepsHost: true }, isKnown: true },
  { settings: "trusted proxies", proxy: { isStripping: true, headers: FORWARDED }, isKnown: true },
];

const servers = new Map<string, Development>();
beforeAll(async () => {
  for (const [name, settings] of Object.entries(SETTINGS)) servers.set(name, await startDevelopment(settings));
});
afterAll(async () => {
  for (const server of servers.values()) await server.stop();
});

function serverWith(settings: keyof typeof SETTINGS): Development {
  const server = servers.get(settings);
  if (!server) throw new Error(`No server was started with ${settings}.`);
  return server;
}

/** The URLs in a page's HTML. */
function addressesIn(html: string): string[] {
  return [...html.matchAll(/\s(?:src|href|action|data-src|srcset)="([^"]*)"/g)].map(([, address = ""]) => address);
}

/** The paths of all pages; the empty documents that pages show in frames are none. */
async function pagesOf({ url, carillon }: Development): Promise<string[]> {
  const plain = carillon.paths.filter((each) => !/[:*]|\/frame\//.test(each));
  const isPage = async (each: string): Promise<boolean> => {
    const answer = await fetch(url + each, { headers: HTML });
    await answer.text();
    return answer.headers.get("content-type")?.startsWith("text/html") ?? false;
  };
  const are = await Promise.all(plain.map(isPage));
  return plain.filter((_each, index) => are[index]);
}

const nameOf = ({ settings, proxy: { isStripping, keepsHost = false } }: Way): string =>
  `a proxy that ${isStripping ? "strips" : "leaves"} the path${keepsHost ? " and keeps Host" : ""}, settings: ${settings}`;

describe.each(WAYS.map((way) => [nameOf(way), way] as const))("behind %s", (_name, way) => {
  const { settings, proxy: kind, isKnown } = way;
  let server: Development;
  let proxy: PrefixProxy;
  let pages: string[];
  beforeAll(async () => {
    server = serverWith(settings);
    proxy = await startPrefixProxy({ target: server.url, prefix: PREFIX, ...kind });
    pages = await pagesOf(server);
  });
  afterAll(() => proxy.stop());

  const at = (page: string): string => new URL(`.${page}`, proxy.url).href;

  test("F15: each asset and link of any page exists below the path", async () => {
    expect(pages).toEqual(expect.arrayContaining(["/", "/demo", "/graphql"]));
    const shown = pages.flatMap((page) => (page === "/" ? [at(page)] : [at(page), `${at(page)}/`]));
    if (isKnown) shown.push(proxy.url.replace(/\/$/, ""));
    for (const page of shown) {
      const answer = await fetch(page, { headers: HTML });
      const html = await answer.text();
      expect([page, answer.status]).toEqual([page, 200]);
      const named = addressesIn(html).filter((each) => !each.startsWith("data:"));
      expect([page, named.length]).not.toEqual([page, 0]);
      for (const address of named) {
        const { href } = new URL(address, answer.url);
        expect([page, address, href.startsWith(proxy.url)]).toEqual([page, address, true]);
        const part = await fetch(href, { headers: HTML });
        await part.text();
        expect([page, address, part.status]).toEqual([page, address, 200]);
      }
    }
  });

  test("F15: each page knows the URLs of the server's other endpoints", async () => {
    for (const page of pages.filter((each) => each !== "/")) {
      for (const shown of [at(page), `${at(page)}/`]) {
        const html = await (await fetch(shown, { headers: HTML })).text();
        const root = decodeURIComponent(/<meta name="carillon-root" content="([^"]*)"/.exec(html)?.[1] ?? "none");
        expect([page, new URL(root, shown).href]).toEqual([page, proxy.url]);
      }
    }
  });

  test("F15: the API answers, by HTTP and by socket, with and without a slash at the end", async () => {
    for (const end of ["graphql", "graphql/"]) {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${server.carillon.keys?.secretKey}` },
        body: JSON.stringify({ query: "{ __typename }" }),
      };
      expect(await (await fetch(proxy.url + end, init)).json()).toEqual({ data: { __typename: "Query" } });
      const socket = new WebSocket(proxy.url.replace("http", "ws") + end, "graphql-transport-ws");
      await once(socket, "open");
      socket.close();
      await once(socket, "close");
    }
  });

  test("F15: a page's same-origin proxies serve that page, and no other", async () => {
    const html = await (await fetch(at("/demo"), { headers: HTML })).text();
    const token = decodeURIComponent(/carillon-page-token" content="([^"]+)"/.exec(html)?.[1] ?? "");
    const { origin } = new URL(proxy.url);
    const ask = async (sender: Record<string, string>): Promise<number> => {
      const headers = { "content-type": "application/json", "x-carillon-page-token": token, ...sender };
      const body = JSON.stringify({ query: "{ triggers(first: 1) { nodes { id } } }" });
      return (await fetch(`${proxy.url}graphiql/backend`, { method: "POST", headers, body })).status;
    };
    expect(await ask({ origin, "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await ask({ origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe(403);
    expect(await ask({ origin: "http://localhost:1", "sec-fetch-site": "same-site" })).toBe(403);
    expect(await ask({ origin, "sec-fetch-site": "same-origin", "x-forwarded-for": "192.0.2.7" })).toBe(403);
  });
});

describe("URLs from a proxy's headers", () => {
  const landing = async (settings: keyof typeof SETTINGS, headers: Record<string, string>): Promise<string> =>
    (await fetch(serverWith(settings).url, { headers: { ...HTML, ...headers } })).text();

  test("F15: the curl command of the landing page has the URL of the proxy", async () => {
    expect(await landing("trusted proxies", FORWARDED)).toContain(`<pre>curl https://localhost:9000${PREFIX}/graphql `);
    expect(await landing("trusted proxies", { ...FORWARDED, "x-forwarded-proto": "http, https" })).toContain(
      "curl https://",
    );
  });

  test("F15: only a trusted proxy can set the server's URL", async () => {
    expect(await landing("none", FORWARDED)).toContain(`<pre>curl ${serverWith("none").url}/graphql `);
    expect(await landing("none", FORWARDED)).not.toContain(PREFIX);
  });

  test.each([
    "//evil.example",
    "/a/../b",
    "/..",
    "javascript:alert(1)",
    '/a"onload="x',
    "/$(id)",
    "https://evil.example",
  ])("F15: the prefix %s is ignored", async (prefix) => {
    const html = await landing("trusted proxies", { "x-forwarded-prefix": prefix });
    expect(html).toContain(`<pre>curl ${serverWith("trusted proxies").url}/graphql `);
    expect(html).toContain('href="./graphql"');
  });

  test("F15: a trusted proxy's host name must be one that the server accepts", async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(serverWith("trusted proxies").url, { headers })).status;
    expect(await status({ "x-forwarded-host": "evil.example" })).toBe(421);
    expect(await status({ "x-forwarded-host": "localhost:8443" })).toBe(200);
  });

  test("F15: a path of Carillon's own is refused as base path at start", async () => {
    const start = startDevelopment({ CARILLON_BASE_PATH: "/graphql" });
    await expect(start).rejects.toThrow("CARILLON_BASE_PATH must be no path of Carillon's own");
  });
});

test("F15: no built page requests a URL that begins at the host's root", () => {
  const pages = readdirSync(WEB);
  expect(pages).toEqual(expect.arrayContaining(["demo", "graphiql"]));
  for (const page of pages) {
    const assets = path.join(WEB, page, "assets");
    for (const file of readdirSync(assets).filter((each) => /\.(?:js|css)$/.test(each))) {
      const rooted = readFileSync(path.join(assets, file), "utf8").match(/["'`(]\/[\w-]*\/?assets\//g);
      expect([page, file, rooted]).toEqual([page, file, null]);
    }
  }
});
