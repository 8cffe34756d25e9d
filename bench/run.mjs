import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "../scripts/build.mjs";
import { install, say } from "../scripts/setup.mjs";
import { Bench } from "./lib/bench.mjs";
import { table } from "./lib/report.mjs";

/**
 * `npm run bench -- NAME… [--json FILE]`: runs the named benches, or `all`. Prints a table; `--json` also writes it
 * as JSON.
 */
const folder = path.join(import.meta.dirname, "benches");
const known = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => path.basename(file, ".mjs"))
  .sort();

const { names, jsonFile } = readArguments(process.argv.slice(2));
await install();
await build();

const results = [];
const failed = [];
for (const name of names) {
  const bench = new Bench(name);
  try {
    const { run } = await import(pathToFileURL(path.join(folder, `${name}.mjs`)).href);
    results.push(...[await run(bench)].flat());
  } catch (error) {
    failed.push(name);
    process.stderr.write(`${name}: ${error?.stack ?? error}\n`);
  } finally {
    await bench.cleanUp();
  }
}
process.stdout.write(`\n${table(results)}\n`);
if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
if (failed.length > 0) say(`These benches failed: ${failed.join(", ")}.`);
process.exit(failed.length > 0 ? 1 : 0);

function readArguments(given) {
  const at = given.indexOf("--json");
  const file = at >= 0 ? given[at + 1] : null;
  const wanted = given.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  const unknown = wanted.filter((name) => name !== "all" && !known.includes(name));
  if (wanted.length === 0 || unknown.length > 0 || (at >= 0 && !file)) {
    const complaint = unknown.length > 0 ? `There is no bench "${unknown.join('", "')}". ` : "";
    process.stderr.write(`${complaint}npm run bench -- NAME [--json FILE], with one of: all, ${known.join(", ")}\n`);
    process.exit(2);
  }
  return { names: wanted.includes("all") ? known : wanted, jsonFile: file };
}
