import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildSchema, parse, validate } from "graphql";
import type { JsonObject } from "../../src/platform/json.js";
import { addInAppChannel, createModuleApi, type ModuleApi } from "../support/module-api.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const DOCS = path.join(ROOT, "docs");
const schema = buildSchema(readFileSync(path.join(ROOT, "schema.graphql"), "utf8"));

const pages = ["start", "concepts", "guides", "reference"].flatMap((folder) =>
  readdirSync(path.join(DOCS, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join(folder, name)),
);

/** The examples of one language, each with its document and its number in it. */
function examples(kind: string): [string, string][] {
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(DOCS, page), "utf8");
    const found = [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, "gm"))];
    return found.map(([, code = ""], index): [string, string] => [`${page} ${index + 1}`, code]);
  });
}

describe("examples in the documentation", () => {
  let api: ModuleApi;
  beforeAll(async () => {
    api = await createModuleApi();
    await addInAppChannel(api);
    const email = `mutation { createChannel(input: { channelKey: "email", name: "Email", type: EMAIL }) { isReplay } }`;
    expect(await api.ask(email)).toMatchObject({ errors: [] });
  });
  afterAll(() => api.db.drop());

  test.each(examples("graphql"))("the operation of %s is valid", (_name, code) => {
    expect(validate(schema, parse(code)).map(({ message }) => message)).toEqual([]);
  });

  test.each(examples("json workflow"))(
    "the workflow of %s can be saved and committed, without a warning",
    async (_name, code) => {
      const document = JSON.parse(code) as JsonObject;
      const source = `mutation ($document: JSONObject!, $workflowKey: String!) {
      saveWorkflow(input: { document: $document }) { warnings { path message } }
      commitWorkflow(input: { workflowKey: $workflowKey }) { warnings { path message } }
    }`;
      const answer = await api.ask(source, { document, workflowKey: document.key });
      expect(answer).toMatchObject({ data: { saveWorkflow: { warnings: [] }, commitWorkflow: { warnings: [] } } });
    },
  );

  test.each(examples("json"))("the JSON of %s is valid", (_name, code) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });
});
