import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { build } from "esbuild";

const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * Serves one page with the widget's style sheet and the script `bench/lib/NAME.mjs`, bundled for production.
 * `head(request)` returns the HTML before the script. `answer(request, response)` may answer a request itself and
 * then returns true. Returns the URL of the page.
 */
export async function servePage(bench, name, { head = async () => "", answer = () => false } = {}) {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, `${name}.mjs`)],
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  const styles = readFileSync(path.join(ROOT, "feed-widget/dist/styles.css"));
  const files = { "/page.js": ["text/javascript", outputFiles[0].text], "/styles.css": ["text/css", styles] };
  const page = async (request) =>
    `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/styles.css">
<style>html, body, #root { height: 100%; margin: 0 }</style>${await head(request)}<div id="root"></div><script type="module" src="/page.js"></script>`;
  const server = createServer(async (request, response) => {
    if (answer(request, response)) return;
    const [type, body] = files[request.url.split("?")[0]] ?? ["text/html", await page(request)];
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  bench.owns(server, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${server.address().port}`;
}
