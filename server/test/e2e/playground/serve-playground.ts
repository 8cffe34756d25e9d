import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** A page like that of the documentation site, without the site. */
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Playground</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="stories/shell.css"></head>
<body style="margin: 0; font-family: sans-serif"><main class="playground-page"><h1>Playground</h1><div id="place"></div></main>
<script type="module">import { mount } from "./stories/shell.js"; mount(document.getElementById("place"));</script></body></html>`;

export interface ServedPlayground {
  /** The URL of the shell page, below a path, as on the site. */
  readonly url: string;
  /** The page of one story; `pinned` uses fonts that are the same on every machine. */
  readonly frameUrl: string;
  stop(): void;
}

/** Builds the playground as the site does, and serves it. */
export async function servePlayground(): Promise<ServedPlayground> {
  const outdir = mkdtempSync(path.join(tmpdir(), "carillon-playground-"));
  // A script of the repository, which has no types.
  const { buildPlayground } = (await import(path.join(ROOT, "scripts/build-playground.mjs"))) as {
    buildPlayground: (given: { outdir: string }) => Promise<unknown>;
  };
  await buildPlayground({ outdir });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/docs/") return response.writeHead(200, { "content-type": TYPES[".html"] }).end(PAGE);
    const file = fileOf(pathname, outdir);
    if (file === null || !existsSync(file)) return response.writeHead(404).end();
    const text = readFileSync(file);
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain" });
    response.end(pathname.endsWith("/pinned.html") ? pinned(text.toString()) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/docs/`,
    frameUrl: `${origin}/docs/stories/pinned.html`,
    stop() {
      server.close();
      rmSync(outdir, { recursive: true, force: true });
    },
  };
}

function fileOf(pathname: string, outdir: string): string | null {
  const [, place, name] = /^\/docs\/(stories|pinned)\/([\w.-]+|fonts\/[\w-]+\.woff2)$/.exec(pathname) ?? [];
  if (place === undefined || name === undefined) return null;
  if (place === "pinned") return path.join(import.meta.dirname, name);
  return path.join(outdir, name === "pinned.html" ? "frame.html" : name);
}

function pinned(html: string): string {
  return html.replace("</head>", `<link rel="stylesheet" href="../pinned/pinned.css"></head>`);
}
