import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const SETUP = path.resolve(import.meta.dirname, "../../../scripts/setup.mjs");
/** A replacement for npm that creates the files that npm creates, and records its arguments. */
const NPM = `#!/bin/sh
mkdir -p node_modules
touch node_modules/.package-lock.json
echo "$*" >> calls
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "carillon-install-"));
  for (const name of ["scripts", "bin"]) mkdirSync(path.join(folder, name));
  cpSync(SETUP, path.join(folder, "scripts/setup.mjs"));
  writeFileSync(path.join(folder, "bin/npm"), NPM);
  chmodSync(path.join(folder, "bin/npm"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The packages that are installed with this lock file: all packages, those of the product, or nothing. */
function installs(verb: "install" | "installProduct", lock: string): "all" | "product" | "nothing" {
  const calls = path.join(folder, "calls");
  rmSync(calls, { force: true });
  writeFileSync(path.join(folder, "package-lock.json"), lock);
  const program = `import("./scripts/setup.mjs").then((setup) => setup.${verb}())`;
  const env = { ...process.env, PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env.PATH ?? ""}` };
  const { status, stderr } = spawnSync(process.execPath, ["-e", program], { cwd: folder, env, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  if (!existsSync(calls)) return "nothing";
  return readFileSync(calls, "utf8").includes("--workspace") ? "product" : "all";
}

test("installed packages are not installed again, and all packages include those of the product", () => {
  expect(installs("installProduct", "A")).toBe("product");
  expect(installs("installProduct", "A")).toBe("nothing");
  expect(installs("install", "A")).toBe("all");
  expect(installs("install", "A")).toBe("nothing");
  expect(installs("installProduct", "A")).toBe("nothing");
});

test("a lock file that returns is installed again, whatever was installed meanwhile", () => {
  expect(installs("install", "A")).toBe("all");
  expect(installs("installProduct", "B")).toBe("product");
  expect(installs("install", "A")).toBe("all");

  expect(installs("installProduct", "B")).toBe("product");
  expect(installs("install", "C")).toBe("all");
  expect(installs("installProduct", "B")).toBe("product");
});
