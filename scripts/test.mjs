import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { install, JEST, root, say } from "./setup.mjs";

/** `npm test`: prepares what tests need and runs them all. Arguments go to Jest. The last line is the count. */
const mustHaveAll = process.env.CI === "true" || process.env.CARILLON_REQUIRE_ALL === "1";

await install();
const { build } = await import("./build.mjs");
await build();

/**
 * Files that spend most of their time waiting for timeouts of the product. They run one after another in a process of their
 * own, beside the two workers of the others, and take hardly any time from those.
 */
const WAITING = [
  ...["x05-frozen-workers", "x06-silent-connections", "x17-clock-jumps", "r04-postgres-stopped", "r16-poison-run"],
  ...["delivery-killed", "contracts/jobs", "parts-lost", "engine/poison", "operator-mistakes"],
];
const NAMED_SO = `/(${WAITING.join("|")})\\.test\\.ts$`;

const given = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), "carillon-tests-"));
const runs = await Promise.all(
  given.length > 0
    ? [jest("all", given)]
    : [jest("others", [`^(?!.*${NAMED_SO})`]), jest("waiting", [NAMED_SO, "--maxWorkers=1"])],
);
rmSync(scratch, { recursive: true, force: true });
const isGood = report(runs.map(({ result }) => result));
process.exit(isGood && runs.every(({ code }) => code === 0) ? 0 : 1);

/** Runs Jest. The result is null if Jest wrote none. */
function jest(name, args) {
  const outputFile = path.join(scratch, `${name}.json`);
  // Jest prints its report to stderr. Its result on stdout is read from a file instead.
  const child = spawn(process.execPath, [...JEST, "--json", `--outputFile=${outputFile}`, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve) => {
    child.once("close", (code) => {
      const result = existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, "utf8")) : null;
      resolve({ code, result });
    });
  });
}

/** Prints the names of skipped tests. Returns whether the count and the skipped tests are acceptable. */
function report(results) {
  const skipped = results
    .flatMap((result) => result?.testResults ?? [])
    .flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter((assertion) => assertion.status === "pending" || assertion.status === "todo")
        .map((assertion) => `${path.relative(root, name)}: ${assertion.fullName}`),
    );
  for (const name of skipped) say(`SKIPPED  ${name}`);
  if (skipped.length > 0 && mustHaveAll) say("Nothing may be skipped here (CI=true or CARILLON_REQUIRE_ALL=1).");

  const sum = (countOf) => results.reduce((total, result) => total + countOf(result), 0);
  const passed = sum((result) => result?.numPassedTests ?? 0);
  // A test file that cannot be loaded has no tests to count, but it is a failure.
  const failed = sum((result) => (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 1));
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
  return passed > 0 && failed === 0 && (skipped.length === 0 || !mustHaveAll);
}
