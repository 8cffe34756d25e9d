import type { FastifyInstance, FastifyRequest } from "fastify";
import { Kind, parse, type DocumentNode } from "graphql";
import { z } from "zod";
import { AppError } from "../../platform/errors/index.js";
import { hasDuplicateKeys } from "../../platform/duplicate-keys.js";
import { parseExactJson } from "../../platform/graphql/index.js";
import { askAsBackend } from "./ask-as-backend.js";
import type { Doors } from "./doors.js";

/** The root fields of GraphiQL's examples that need a secret key. None of them shows or creates keys. */
const FIELDS: ReadonlySet<string> = new Set([
  ...["identify", "notify", "run", "simulate", "trigger", "triggers"],
  ...["__schema", "__type", "__typename"],
]);
const TOKENS_MAX = 2000;
const BODY_MAX_BYTES = 256 * 1024;

/**
 * All members that are forwarded. Any other member, such as `extensions` with a persisted query, could carry an unchecked
 * document.
 */
const bodyShape = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
type Operation = z.infer<typeof bodyShape>;

/**
 * Lets GraphiQL run its examples for a backend, in a development environment on loopback: the page contains `{{secretKey}}`,
 * and the server inserts the key. It accepts only pages of this server that were served to the person who runs it. The
 * forwarded request is built from the checked values.
 */
export async function addGraphiqlBackend(app: FastifyInstance, secretKey: string, doors: Doors): Promise<void> {
  await app.register(async (scope) => {
    // Bodies are read as text, so that repeated members are found before a parser picks one.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "string", bodyLimit: BODY_MAX_BYTES }, (_r, body, done) =>
      done(null, body),
    );
    scope.addContentTypeParser("*", (_request, payload, done) => {
      payload.resume();
      done(new AppError("BAD_USER_INPUT", "Send the operation as application/json."));
    });
    const onRequest = async (request: FastifyRequest): Promise<void> => refuse(await doors.whyStranger(request));
    scope.post("/graphiql/backend", { onRequest }, async (request, reply) => {
      const operation = readOperation(request);
      refuse(doors.whyNoToken(request));
      const answer = await askAsBackend(app, request, { secretKey, payload: operation });
      return reply.code(answer.statusCode).type(String(answer.headers["content-type"])).send(answer.payload);
    });
  });
}

function refuse(why: string | null): void {
  if (why !== null) throw new AppError("FORBIDDEN", `${why} Elsewhere, paste the key itself for {{secretKey}}.`);
}

function readOperation({ body: text }: FastifyRequest): Operation {
  const body = bodyShape.safeParse(parseOnce(text));
  if (!body.success) {
    throw bad("Send one operation as a JSON object of `query`, `variables` and `operationName`, each at most once.");
  }
  if (!rootFieldsOf(body.data.query).every((field) => FIELDS.has(field))) {
    const fields = [...FIELDS].filter((field) => !field.startsWith("__")).join(", ");
    throw new AppError("FORBIDDEN", `{{secretKey}} is good for ${fields}; for the rest, paste the key itself.`);
  }
  const { query, variables, operationName } = body.data;
  return { query, variables: variables ?? null, operationName: operationName ?? null };
}

function parseOnce(text: unknown): unknown {
  if (typeof text !== "string") return null;
  try {
    // A number that JSON.parse rounds must not be whole when it is written again.
    const value = parseExactJson(text);
    return hasDuplicateKeys(text) ? null : value;
  } catch {
    return null;
  }
}

/** A fragment at the root counts as a field that is not allowed. */
function rootFieldsOf(query: string): string[] {
  const operations = parsed(query).definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return operations.flatMap(({ selectionSet }) =>
    selectionSet.selections.map((each) => (each.kind === Kind.FIELD ? each.name.value : "...")),
  );
}

/** A query that this parser refuses is not forwarded: another parser, with other limits, might accept it. */
function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: TOKENS_MAX });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : "The document cannot be parsed.");
  }
}

function bad(message: string): AppError {
  return new AppError("BAD_USER_INPUT", message);
}
