import { readFileSync } from "node:fs";
import path from "node:path";
import { build, transformSync } from "esbuild";
import { root } from "./setup.mjs";

const preact = (file) => path.join(root, "node_modules/preact", file);
const client = (part) => path.join(root, "client-sdk/src", part);

/** The elements use Preact: imports of React resolve to it. */
const ALIAS = {
  react: preact("compat/dist/compat.mjs"),
  "react-dom/client": preact("compat/client.mjs"),
  "react-dom": preact("compat/dist/compat.mjs"),
  "react/jsx-runtime": preact("jsx-runtime/dist/jsxRuntime.mjs"),
  "@carillon/client/safety": client("safety/index.ts"),
  "@carillon/client/tabs": client("tabs/index.ts"),
  "@carillon/client": client("index.browser.ts"),
  "@carillon/late-feed": path.join(root, "feed-widget/src/late/late-feed.tsx"),
  "@carillon/react": path.join(root, "feed-widget/src/index.ts"),
};

/** A shadow root keeps the host's styles out, so the sheet needs no guard. */
const styles = {
  name: "styles",
  setup(made) {
    made.onResolve({ filter: /^@carillon\/styles$/ }, () => ({ path: "styles", namespace: "carillon" }));
    made.onLoad({ filter: /.*/, namespace: "carillon" }, () => {
      const css = readFileSync(path.join(root, "feed-widget/src/styles.css"), "utf8");
      const { code } = transformSync(css, { loader: "css", minify: true });
      return { contents: `export const css = ${JSON.stringify(code)};`, loader: "js" };
    });
  },
};

/** Bundles `@carillon/elements` as ES modules with lazy chunks, or as one CommonJS file. */
export function bundleElements({ format, outdir, entry = path.join(root, "elements/src/index.ts"), write = true }) {
  return build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format,
    splitting: format === "esm",
    outdir,
    entryNames: "index",
    write,
    jsx: "automatic",
    target: "es2022",
    legalComments: "none",
    absWorkingDir: root,
    define: { "process.env.NODE_ENV": '"production"' },
    alias: ALIAS,
    plugins: [styles],
    logLevel: "error",
  });
}
