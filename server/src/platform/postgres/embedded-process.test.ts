import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "@jest/globals";
import { findOrphan } from "./embedded-process.js";

/** Writes the pid file of a dead process, and deletes it, again and again. */
const COMES_AND_GOES = `
  const { writeFileSync, rmSync } = require("node:fs");
  const { workerData: file } = require("node:worker_threads");
  for (;;) {
    writeFileSync(file, "2147483646\\nfolder\\n0\\n5432\\n\\n\\n\\nready");
    rmSync(file, { force: true });
  }`;

test("a postmaster.pid that Postgres deletes during the read counts as missing", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "carillon-pid-"));
  const writer = new Worker(COMES_AND_GOES, { eval: true, workerData: path.join(folder, "postmaster.pid") });
  try {
    for (let n = 0; n < 3000; n += 1) expect(await findOrphan(folder, () => undefined)).toBeNull();
  } finally {
    await writer.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
});
