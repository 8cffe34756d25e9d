import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const dashboard = path.join(import.meta.dirname, "..");
const generated = path.join(dashboard, "src/api/generated");

test("the documents and types are generated from the schema and the operations of today", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "carillon-dashboard-"));
  // The options of the test's own Node would only slow the generator down.
  const env = { ...process.env, NODE_OPTIONS: "", CARILLON_GENERATED: folder };
  try {
    const bin = path.join(dashboard, "../node_modules/.bin/graphql-codegen");
    await promisify(execFile)(bin, ["--config", "codegen.mjs"], { cwd: dashboard, env });
    expect((await readdir(folder)).sort()).toEqual((await readdir(generated)).sort());
    for (const name of await readdir(generated)) {
      const committed = await readFile(path.join(generated, name), "utf8");
      expect([name, await readFile(path.join(folder, name), "utf8")]).toEqual([name, committed]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
