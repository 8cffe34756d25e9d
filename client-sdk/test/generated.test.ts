import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import * as cliDocuments from "../src/generated/cli-documents.js";
import * as documents from "../src/generated/documents.js";
import * as lateDocuments from "../src/generated/late-documents.js";
import * as preferenceDocuments from "../src/generated/preference-documents.js";

const sdk = join(import.meta.dirname, "..");
const root = join(sdk, "..");
const schemaPath = process.env.CARILLON_SCHEMA ?? join(root, "schema.graphql");

test.each(Object.entries({ ...documents, ...lateDocuments, ...preferenceDocuments, ...cliDocuments }))(
  "%s is valid for the schema",
  async (_name, document) => {
    const schema = buildSchema(await readFile(schemaPath, "utf8"));

    expect(validate(schema, parse(document.toString()))).toEqual([]);
  },
);

test("the generated files are up to date with the schema", async () => {
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), "carillon-generated-"));
  // The Node options of the tests would only slow the tools down.
  const env = { ...process.env, NODE_OPTIONS: "", CARILLON_GENERATED: folder };
  try {
    await run(join(root, "node_modules/.bin/graphql-codegen"), ["--config", "codegen.mjs"], { cwd: sdk, env });

    for (const name of await readdir(join(sdk, "src/generated"))) {
      const committed = await readFile(join(sdk, "src/generated", name), "utf8");
      expect([name, await readFile(join(folder, name), "utf8")]).toEqual([name, committed]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}, 30_000);
