import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build, context } from "esbuild";
import { guardStyles } from "./guard-styles.mjs";
import { root } from "./setup.mjs";

const SOURCE = path.join(root, "docs/playground");
const client = (part) => path.join(root, "client-sdk/src", part);
const widget = (part) => path.join(root, "feed-widget/src", part);

/** Imports of the packages resolve to their sources, so that the stories follow changes of the widget. */
const ALIAS = {
  "@carillon/client/cache": client("cache/index.ts"),
  "@carillon/client/preferences": client("preferences/index.ts"),
  "@carillon/client/safety": client("safety/index.ts"),
  "@carillon/client/tabs": client("tabs/index.ts"),
  "@carillon/client/testing": client("testing/index.ts"),
  "@carillon/client": client("index.browser.ts"),
  "@carillon/react/locales": widget("locales"),
  "@carillon/react/preferences": widget("preferences/index.ts"),
  "@carillon/react/testing": widget("testing/index.ts"),
  "@carillon/react/toasts": widget("toasts/index.ts"),
  "@carillon/react": widget("index.ts"),
};

const SHEETS = { styles: "styles.css", preferences: "preferences/preferences.css", toasts: "toasts/toasts.css" };

/** The widget's style sheets as published. */
const styles = {
  name: "styles",
  setup(made) {
    made.onResolve({ filter: /^@carillon\/react\/\w+\.css$/ }, ({ path: name }) => ({
      path: widget(SHEETS[path.basename(name, ".css")]),
      namespace: "guarded",
    }));
    made.onLoad({ filter: /\.css$/, namespace: "guarded" }, ({ path: file }) => ({
      contents: guardStyles(readFileSync(file, "utf8")),
      loader: "css",
      watchFiles: [file],
    }));
  },
};

/**
 * Builds the stories of `docs/playground`: `frame.html` shows one story, `shell.js` and `shell.css` are the page
 * around it. All URLs are relative. With `isWatching`, rebuilds when a source changes, until this process ends.
 */
export async function buildPlayground({ outdir, isWatching = false }) {
  mkdirSync(outdir, { recursive: true });
  for (const name of ["frame.html", "picture.svg"]) copyFileSync(path.join(SOURCE, name), path.join(outdir, name));
  const options = {
    entryPoints: ["frame.tsx", "shell.tsx", "shell.css"].map((name) => path.join(SOURCE, name)),
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    outdir,
    jsx: "automatic",
    target: "es2022",
    legalComments: "none",
    absWorkingDir: root,
    define: { "process.env.NODE_ENV": '"production"' },
    alias: ALIAS,
    plugins: [styles],
    logLevel: "error",
  };
  await build(options);
  if (isWatching) await (await context(options)).watch();
}
