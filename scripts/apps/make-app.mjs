import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup.mjs";
import { openInChromium } from "./browser.mjs";
import { installPackages, linkPackages, nodeFolder } from "./packages.mjs";
import { run } from "./run.mjs";

const OF_REACT = ["@carillon/client", "@carillon/react"];
const NOT_COPIED = /[\\/](node_modules|dist|\.angular)$/;

/**
 * Builds one app and throws on failure. An app has a `name`, `files` or the name of an `example`, `packages` from the
 * registry, `commands`, and either `serve` (a program that serves the app, which Chromium then opens) or `verify`.
 */
export async function makeApp(app, { scratch, tarballs, isOffline, carillon }) {
  const folder = path.join(scratch, app.name);
  mkdirSync(folder);
  const running = app.verify ? await carillon.running() : null;
  const needed = write(app, folder, running);
  const own = new Map([...tarballs].filter(([name]) => needed.includes(name)));
  if (isOffline) await linkPackages(folder, own);
  else await installPackages(folder, own, app.packages);

  const newer = await nodeFolder(scratch, app.node);
  const bins = [...(newer ? [newer] : []), path.join(folder, "node_modules/.bin"), process.env.PATH];
  const env = {
    PATH: bins.join(path.delimiter),
    ...(running ? { VITE_CARILLON_PUBLIC_KEY: running.keys.publicKey } : {}),
    ...app.env?.(running),
  };
  const commands = typeof app.commands === "function" ? app.commands(running) : app.commands;
  for (const [program, ...args] of commands) await run(program, args, folder, env);
  if (app.serve !== undefined) await openInChromium({ folder, serve: app.serve });
  await app.verify?.({ folder, carillon: running, env });
}

/** Writes the files of the app. Returns the Carillon packages that it uses. */
function write(app, folder, carillon) {
  if (app.example !== undefined) {
    const source = path.join(root, "examples", app.example);
    cpSync(source, folder, { recursive: true, filter: (file) => !NOT_COPIED.test(file) });
    const { dependencies } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    return ["@carillon/client", ...Object.keys(dependencies)];
  }
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: app.name, private: true }));
  const files = typeof app.files === "function" ? app.files(carillon) : app.files;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return app.uses ?? OF_REACT;
}
