import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, install, root, say } from "./setup.mjs";

/** `npm test`: sets up what tests need and runs them all. Arguments go to Jest. */
install();
build();

const isOnPath = (name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
const missing = ["redis-server", "chromium"].filter((name) => !isOnPath(name));
if (missing.length > 0) {
  say(`NOT INSTALLED: ${missing.join(", ")}. Tests that need it are skipped, by name.`);
  if (process.env.CI || process.env.CARILLON_REQUIRE_ALL) {
    say("Here they must run (CI or CARILLON_REQUIRE_ALL is set).");
    process.exit(1);
  }
}

const outputFile = path.join(mkdtempSync(path.join(tmpdir(), "carillon-test-")), "result.json");
const jest = path.join(root, "node_modules", "jest", "bin", "jest.js");
const flags = ["--experimental-vm-modules", "--no-warnings", jest, "-c", "jest.config.mjs", "--json", `--outputFile=${outputFile}`, "--silent"];
const result = spawnSync(process.execPath, [...flags, ...process.argv.slice(2)], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
if (existsSync(outputFile)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTotalTests } = JSON.parse(readFileSync(outputFile, "utf8"));
  process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
  if (numTotalTests === 0) process.exit(1);
}
process.exit(result.status ?? 1);
