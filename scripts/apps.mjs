import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { APPS } from "./apps/apps.mjs";
import { Carillon } from "./apps/carillon.mjs";
import { EXAMPLES } from "./apps/examples.mjs";
import { makeApp } from "./apps/make-app.mjs";
import { pack } from "./apps/packages.mjs";
import { clientReadme } from "./apps/readmes/client.mjs";
import { elementsReadme } from "./apps/readmes/elements.mjs";
import { frontendGuide, reactReadme } from "./apps/readmes/react.mjs";
import { install, say } from "./setup.mjs";

/**
 * `npm run apps`: packs the published packages, installs the tarballs in empty folders outside this repository, and
 * builds an app in each. Arguments choose apps by name. Without a registry, the apps are reported as skipped, which
 * CI does not accept. `--offline` uses this repository's tools instead of packages from the registry, for apps that
 * need nothing else.
 */
const mustHaveAll = process.env.CI === "true" || process.env.CARILLON_REQUIRE_ALL === "1";
const REGISTRY = process.env.npm_config_registry ?? "https://registry.npmjs.org/";
const SIDE_BY_SIDE = 2;

await install();
const { build } = await import("./build.mjs");
await build();

const isOffline = process.argv.includes("--offline");
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
// The longest apps start first, so that no app runs alone at the end.
const READMES = [reactReadme, frontendGuide, clientReadme, elementsReadme];
const chosen = [...EXAMPLES, ...READMES, ...APPS].filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);
if (!isOffline && !(await isReachable())) {
  for (const { name } of chosen) say(`SKIPPED  app ${name}: the registry ${REGISTRY} is not reachable`);
  process.exit(mustHaveAll ? 1 : 0);
}

const begunAt = performance.now();
const scratch = mkdtempSync(path.join(tmpdir(), "carillon-apps-"));
const carillon = new Carillon();
const failed = [];
try {
  const tarballs = await pack(scratch);
  const queue = [...chosen];
  const workOff = async () => {
    for (let app = queue.shift(); app; app = queue.shift()) await attempt(app, tarballs);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, workOff));
} finally {
  await carillon.stop();
  rmSync(scratch, { recursive: true, force: true });
}
const outcome = failed.length === 0 ? `${chosen.length} apps, all fine` : `Failed apps: ${failed.join(", ")}`;
process.stdout.write(`${outcome} (${seconds(begunAt)} s)\n`);
process.exit(failed.length === 0 && chosen.length > 0 ? 0 : 1);

async function attempt(app, tarballs) {
  const startedAt = performance.now();
  try {
    await makeApp(app, { scratch, tarballs, isOffline, carillon });
    process.stdout.write(`ok      ${app.name} (${seconds(startedAt)} s)\n`);
  } catch (error) {
    failed.push(app.name);
    process.stdout.write(`FAILED  ${app.name} (${seconds(startedAt)} s)\n${error.stack}\n`);
  }
}

async function isReachable() {
  try {
    return (await fetch(new URL("react", REGISTRY), { method: "HEAD", signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}

function seconds(startedAt) {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
