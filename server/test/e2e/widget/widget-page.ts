import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const ROOT = path.resolve(import.meta.dirname, "../../../..");

/** Pages with the widget on a feed that a test fills, without a server. */
export interface WidgetPages {
  readonly url: string;
  /** Opens a page. `scene` is one of feed-widget/test/browser/scenes.tsx, `css` a style sheet of the host. */
  open(scene: string, given?: { readonly css?: string; readonly context?: BrowserContextOptions }): Promise<Page>;
  stop(): Promise<void>;
}

/** Builds the scenes, or another entry next to them, for production and serves them with the published styles. */
export async function serveWidget(browser: Browser, entry = "scenes.tsx"): Promise<WidgetPages> {
  const scripts = await bundle(entry);
  // A script of the repository, which has no types.
  const guard = path.join(ROOT, "scripts/guard-styles.mjs");
  const { guardStyles } = (await import(guard)) as { guardStyles: (css: string) => string };
  const styles = ["styles.css", "preferences/preferences.css", "toasts/toasts.css"]
    .map((name) => guardStyles(readFileSync(path.join(ROOT, "feed-widget/src", name), "utf8")))
    .join("\n");
  let hostCss = "";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const script = scripts.get(pathname);
    const [type, body] =
      script !== undefined
        ? ["text/javascript", script]
        : pathname === "/styles.css"
          ? ["text/css", styles]
          : pathname === "/host.css"
            ? ["text/css", hostCss]
            : ["text/html", PAGE];
    response.writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async open(scene, { css = "", context } = {}) {
      hostCss = css;
      const page = await (await browser.newContext(context)).newPage();
      await page.goto(`${url}/?scene=${scene}`);
      await page.waitForFunction("window.carillonScene !== undefined");
      return page;
    },
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widget</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/styles.css"><link rel="stylesheet" href="/host.css"></head>
<body><main id="root"></main><script type="module" src="/scenes.js"></script></body></html>`;

/** The scripts of a page by path. Lazy parts are chunks with their names. */
async function bundle(entry: string): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { scenes: path.join(ROOT, "feed-widget/test/browser", entry) },
    bundle: true,
    write: false,
    splitting: true,
    outdir: ROOT,
    format: "esm",
    minify: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    alias: {
      ...Object.fromEntries(
        ["safety", "tabs", "cache", "preferences", "testing"].map((part) => [
          `@carillon/client/${part}`,
          path.join(ROOT, `client-sdk/src/${part}/index.ts`),
        ]),
      ),
      "@carillon/client": path.join(ROOT, "client-sdk/src/index.browser.ts"),
    },
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path: file, text }) => [`/${path.basename(file)}`, text]));
}
