import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { guardStyles } from "./guard-styles.mjs";
import { during, hashOf, isStamped, putStamp, root, run } from "./setup.mjs";

const bin = (file, args) => run(process.execPath, [path.join(root, "node_modules", file), ...args]);
/** Writes JavaScript and declarations without checking types, which takes half of the time; `npm run check` does. */
const tsc = (project) => bin("typescript/bin/tsc", ["-p", project, "--noCheck"]);
const COMMON = ["package-lock.json", "tsconfig.json"];
const CLIENT = [
  "client-sdk/src",
  "client-sdk/package.json",
  "client-sdk/tsconfig.json",
  "client-sdk/tsconfig.build.json",
  "client-sdk/tsconfig.cjs.json",
];
const WIDGET = [
  "scripts/guard-styles.mjs",
  "feed-widget/src",
  ...CLIENT.slice(1).map((file) => file.replace("client-sdk", "feed-widget")),
];

/** The widget's style sheets: source and published file. */
const STYLES = [
  ["styles.css", "styles.css"],
  ["preferences/preferences.css", "preferences.css"],
  ["toasts/toasts.css", "toasts.css"],
];

/**
 * A part with a build of its own. A hash of `inputs` decides whether it must be built again; the stamp file with the
 * hash is in `output`.
 */
const server = {
  name: "the server",
  inputs: [...COMMON, "server/src", "server/package.json", "server/tsconfig.json", "server/tsconfig.build.json"],
  output: "server/dist",
  proof: "app/main.js",
  make: () => tsc("server/tsconfig.build.json"),
};

const client = {
  name: "the client",
  inputs: [...COMMON, ...CLIENT],
  output: "client-sdk/dist",
  proof: "index.js",
  make: () => makeAnew("client-sdk"),
};

const widget = {
  name: "the feed widget",
  inputs: [...COMMON, ...CLIENT, ...WIDGET],
  output: "feed-widget/dist",
  proof: "index.js",
  async make() {
    await makeAnew("feed-widget");
    for (const [source, name] of STYLES) {
      const styles = readFileSync(path.join(root, "feed-widget/src", source), "utf8");
      writeFileSync(path.join(root, "feed-widget/dist", name), guardStyles(styles));
      // A style sheet exports nothing, but TypeScript needs a declaration for the import.
      for (const folder of ["dist", "dist/cjs"]) {
        writeFileSync(path.join(root, "feed-widget", folder, `${name}.d.ts`), "export {};\n");
      }
    }
  },
};

const dashboard = {
  name: "the dashboard",
  inputs: [
    ...[...COMMON, ...CLIENT],
    ...["index.html", "package.json", "src", "tsconfig.json", "vite.config.mjs"].map((file) => `dashboard/${file}`),
  ],
  output: "server/dist-web/dashboard",
  proof: "index.html",
  make: () =>
    bin("vite/bin/vite.js", ["build", "dashboard", "--config", "dashboard/vite.config.mjs", "--logLevel", "error"]),
};

const elements = {
  name: "the elements",
  inputs: [
    ...[...COMMON, ...CLIENT, ...WIDGET, "scripts/build-elements.mjs"],
    ...["elements/src", "elements/index.d.ts", "elements/svelte.d.ts", "elements/vue.d.ts", "elements/package.json"],
  ],
  output: "elements/dist",
  proof: "index.js",
  async make() {
    const folder = path.join(root, "elements/dist");
    rmSync(folder, { recursive: true, force: true });
    // Imported here because esbuild is not installed when this file is loaded for the first time.
    const { bundleElements } = await import("./build-elements.mjs");
    await bundleElements({ format: "esm", outdir: folder });
    await bundleElements({ format: "cjs", outdir: path.join(folder, "cjs") });
    writeFileSync(path.join(folder, "cjs/package.json"), `{ "type": "commonjs" }\n`);
    const publish = (name, place = "") =>
      copyFileSync(path.join(root, "elements", name), path.join(folder, place, name));
    for (const place of ["", "cjs"]) publish("index.d.ts", place);
    for (const name of ["svelte.d.ts", "vue.d.ts"]) publish(name);
  },
};

/** A published folder must not contain files whose source was deleted. */
async function makeAnew(workspace) {
  rmSync(path.join(root, workspace, "dist"), { recursive: true, force: true });
  await tsc(`${workspace}/tsconfig.build.json`);
  await tsc(`${workspace}/tsconfig.cjs.json`);
  // The files below are CommonJS, although the package's type is "module".
  writeFileSync(path.join(root, workspace, "dist/cjs/package.json"), `{ "type": "commonjs" }\n`);
}

/** Pages that use neither client package: a change of those packages does not rebuild these pages. */
const PLAIN_PAGES = new Set(["graphiql"]);

/** The pages that the server serves: each folder of server/web with a Vite configuration. */
function webPages() {
  const web = path.join(root, "server/web");
  const names = existsSync(web) ? readdirSync(web) : [];
  const pages = names.filter((name) => existsSync(path.join(web, name, "vite.config.mjs")));
  return pages.map((name) => ({
    name: `the page ${name}`,
    inputs: [
      ...COMMON,
      ...(PLAIN_PAGES.has(name) ? [] : [...CLIENT, ...WIDGET]),
      "server/web/shared",
      `server/web/${name}`,
    ],
    output: `server/dist-web/${name}`,
    proof: "index.html",
    make: () =>
      bin("vite/bin/vite.js", [
        ...["build", `server/web/${name}`, "--config", `server/web/${name}/vite.config.mjs`],
        ...["--outDir", path.join(root, "server/dist-web", name), "--emptyOutDir", "--logLevel", "error"],
      ]),
  }));
}

const hasSource = (part) => part.inputs.every((input) => existsSync(path.join(root, input)));
const isBuilt = (part, hash) => existsSync(path.join(root, part.output, part.proof)) && isStamped(stampOf(part), hash);
const stampOf = (part) => `${part.output}/.stamp`;

async function buildInTurn(parts) {
  for (const part of parts.filter(hasSource)) {
    const hash = hashOf(part.inputs, process.version);
    if (isBuilt(part, hash)) continue;
    await during(`building ${part.name}`, part.make);
    putStamp(stampOf(part), hash);
  }
}

export const buildServer = () => buildInTurn([server]);

/** Builds the changed parts of what the server serves. The server is built in parallel with the packages and pages. */
export async function buildProduct() {
  await Promise.all([buildServer(), buildInTurn([client, widget, dashboard, ...webPages()])]);
}

/** Builds the product and the parts that are only published. */
export async function build() {
  await buildProduct();
  await buildInTurn([elements]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await build();
