import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { install, JEST, root, say } from "./setup.mjs";

/** `npm test`: prepares what tests need and runs them all. Arguments go to Jest. The last line is the count. */
const mustHaveAll = process.env.CI === "true" || process.env.CARILLON_REQUIRE_ALL === "1";

await install();
const { build } = await import("./build.mjs");
await build();

const scratch = mkdtempSync(path.join(tmpdir(), "carillon-tests-"));
const outputFile = path.join(scratch, "result.json");
const flags = ["--json", `--outputFile=${outputFile}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [...JEST, ...flags], {
  cwd: root,
  // Jest prints its report to stderr. Its result on stdout is read from a file instead.
  stdio: ["ignore", "ignore", "inherit"],
});
const result = existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, "utf8")) : null;
rmSync(scratch, { recursive: true, force: true });
process.exit(report(result) && status === 0 ? 0 : 1);

/** Prints the names of skipped tests. Returns whether the count and the skipped tests are acceptable. */
function report(run) {
  const skipped = (run?.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter((assertion) => assertion.status === "pending" || assertion.status === "todo")
      .map((assertion) => `${path.relative(root, name)}: ${assertion.fullName}`),
  );
  for (const name of skipped) say(`SKIPPED  ${name}`);
  if (skipped.length > 0 && mustHaveAll) say("Nothing may be skipped here (CI=true or CARILLON_REQUIRE_ALL=1).");

  const passed = run?.numPassedTests ?? 0;
  // A test file that cannot be loaded has no tests to count, but it is a failure.
  const failed = (run?.numFailedTests ?? 0) + (run?.numRuntimeErrorTestSuites ?? 1);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
  return passed > 0 && failed === 0 && (skipped.length === 0 || !mustHaveAll);
}
