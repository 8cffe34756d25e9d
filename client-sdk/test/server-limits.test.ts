import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { buildSchema, getOperationAST, parse } from "graphql";
import * as feedDocuments from "../src/generated/documents.js";
import * as lateDocuments from "../src/generated/late-documents.js";
import { OPERATION_LIMITS } from "../../server/src/platform/graphql/operations/check-operation.js";
import { measureOperation } from "../../server/src/platform/graphql/operations/operation-measure.js";

const schema = buildSchema(readFileSync(path.join(import.meta.dirname, "../../schema.graphql"), "utf8"));
const hundred = Array.from({ length: 100 }, (_each, index) => `msg_${index}`);

/** The largest arguments of a user's client: whole pages, and a hundred ids. */
const MOST: Record<string, Record<string, unknown>> = {
  FeedItemActivities: { id: "msg_1", first: 100 },
  FeedPage: { first: 100 },
  MarkMessages: { input: { ids: hundred, mark: "READ" } },
};

test.each(Object.entries({ ...feedDocuments, ...lateDocuments }))(
  "E-4: %s is within a user's limits, at its largest",
  (name, text) => {
    const document = parse(text.toString());
    const operation = getOperationAST(document);
    if (!operation) throw new Error("Each document holds one operation.");
    const variables = MOST[name.replace("Document", "")] ?? {};
    const { cost, depth } = measureOperation({ schema, document, operation, variables });

    expect(cost).toBeLessThanOrEqual(OPERATION_LIMITS.user.cost);
    expect(depth).toBeLessThanOrEqual(OPERATION_LIMITS.user.depth);
  },
);
