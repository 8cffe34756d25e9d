import type { FastifyInstance } from "fastify";
import { Kind, parse, type DocumentNode } from "graphql";
import { z } from "zod";
import { AppError } from "../platform/errors/index.js";
import { askAsBackend, isOwnPage } from "./own-page.js";

export interface GraphiqlBackendOptions {
  secretKey: string;
  /** Whether the server listens on loopback only; elsewhere nothing is done for anybody. */
  isLocal: boolean;
}

/** What GraphiQL's examples need a secret key for; nothing here shows or makes keys. */
const FIELDS: ReadonlySet<string> = new Set([
  ...["identify", "notify", "run", "simulate", "trigger", "triggers"],
  ...["__schema", "__type", "__typename"],
]);
const TOKENS_MAX = 2000;
const bodyShape = z.object({ query: z.string() });

/**
 * Lets GraphiQL run its examples for a backend, in a development environment on loopback: the page says `{{secretKey}}`,
 * and the server puts the key in. Other pages are refused, and so is all but a few fields.
 */
export function addGraphiqlBackend(app: FastifyInstance, { secretKey, isLocal }: GraphiqlBackendOptions): void {
  app.post("/graphiql/backend", async (request, reply) => {
    if (!isLocal || !isOwnPage(request)) throw new AppError("FORBIDDEN", "Paste the key itself for {{secretKey}}.");
    const body = bodyShape.safeParse(request.body);
    if (body.success && !rootFieldsOf(body.data.query).every((field) => FIELDS.has(field))) {
      const fields = [...FIELDS].filter((field) => !field.startsWith("__")).join(", ");
      throw new AppError("FORBIDDEN", `{{secretKey}} is good for ${fields}; for the rest, paste the key itself.`);
    }
    const answer = await askAsBackend(app, request, { secretKey, payload: request.body });
    return reply.code(answer.statusCode).type(String(answer.headers["content-type"])).send(answer.payload);
  });
}

/** A fragment at the root counts as a field that nobody may ask for. What does not parse has none, and is told so later. */
function rootFieldsOf(query: string): string[] {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: TOKENS_MAX });
  } catch {
    return [];
  }
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return operations.flatMap(({ selectionSet }) =>
    selectionSet.selections.map((each) => (each.kind === Kind.FIELD ? each.name.value : "...")),
  );
}
