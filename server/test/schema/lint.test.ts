import path from "node:path";
import { expect, test } from "@jest/globals";
import { ESLint } from "eslint";

test("schema.graphql passes the recommended and the Relay rules (G-13)", async () => {
  const eslint = new ESLint({ cwd: path.resolve(import.meta.dirname, "..", "..", "..") });
  const [result] = await eslint.lintFiles(["schema.graphql"]);
  expect(result?.messages.map(({ line, ruleId, message }) => `${line} ${ruleId} ${message}`)).toEqual([]);
});
