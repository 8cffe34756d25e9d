import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import vm from "node:vm";
import { WebSocket } from "ws";
import { run } from "./run.mjs";

const PATIENCE_MS = 30_000;

const ENTRY = `import { createClient } from "@carillon/client";
import { openPreferences } from "@carillon/client/preferences";
import { createAppSignals } from "@carillon/client/react-native";

globalThis.carillonParts = { createClient, createAppSignals, openPreferences };
`;

/** Metro with the app's configuration, but without React Native's polyfills, which need a phone. */
const BUNDLE = `const Metro = require("metro");
(async () => {
  const config = await Metro.loadConfig({ config: "metro.config.js", cwd: __dirname, resetCache: true });
  Object.assign(config.serializer, { getModulesRunBeforeMainModule: () => [], getPolyfills: () => [] });
  await Metro.runBuild({ ...config, maxWorkers: 2 }, { entry: "entry.js", out: "app.js", platform: "android", dev: false, minify: false });
})().catch((error) => { console.error(error); process.exit(1); });
`;

/**
 * Bundles the client with Metro and runs it with only the globals of React Native. The feed must be live, and a mark
 * must be stored.
 */
export async function runInBareEngine({ folder, carillon, env }) {
  writeFileSync(path.join(folder, "entry.js"), ENTRY);
  writeFileSync(path.join(folder, "bundle.js"), BUNDLE);
  await run("node", ["bundle.js"], folder, env);
  const code = readFileSync(path.join(folder, "app.js"), "utf8");
  if (code.includes("createServerMethods"))
    throw new Error("Metro did not take the entry of the `react-native` condition.");

  const { createClient, createAppSignals } = evaluate(code);
  const appState = { currentState: "active", addEventListener: () => ({ remove: () => undefined }) };
  const client = createClient({
    endpoint: `${carillon.url}/graphql`,
    publicKey: carillon.keys.publicKey,
    userId: "linus",
    signals: createAppSignals({ appState }),
  });
  try {
    const feed = client.feed();
    feed.start();
    await until(() => feed.store.getSnapshot().isLive, "the feed is live");
    await carillon.mention("linus", "Plan for react-native");
    await until(() => feed.store.getSnapshot().items.length === 1, "the item arrives");
    await feed.markAll("READ");
    const { feed: stored } = await carillon.ask('{ feed(recipient: { userId: "linus" }) { counts { unread } } }');
    if (stored.counts.unread !== 0) throw new Error("The mark was not stored.");
  } finally {
    client.close();
  }
}

/** Runs the bundle with the globals of Hermes and React Native, and without those of a browser or Node. */
function evaluate(code) {
  const given = { console, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, fetch, WebSocket };
  const context = vm.createContext({
    ...given,
    AbortController,
    atob,
    btoa,
    URL: NativeUrl,
    navigator: { product: "ReactNative" },
  });
  vm.runInContext("globalThis.window = globalThis.self = globalThis.global = globalThis;", context);
  vm.runInContext(code, context, { filename: "app.js" });
  return context.carillonParts;
}

/** React Native's URL is immutable, and only its text can be read. */
class NativeUrl {
  constructor(text) {
    this.href = text;
  }
}

async function until(isSo, words) {
  const endMs = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`It took too long until ${words}.`);
    await pause(50);
  }
}
