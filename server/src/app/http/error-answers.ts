import type { FastifyInstance } from "fastify";
import { AppError, type ErrorCode } from "../../platform/errors/index.js";
import type { ErrorFormatter } from "../../platform/graphql/index.js";
import { statusOfCode } from "../../platform/http/index.js";

const METHODS = ["GET", "HEAD", "POST", "OPTIONS"];

/** Responds to errors outside GraphQL in the same format: a body that is too large, broken JSON, an unknown path. */
export function answerErrors(app: FastifyInstance, formatter: ErrorFormatter): void {
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    const allowed = path === "*" ? METHODS : METHODS.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length > 0) {
      const allow = [...new Set([...allowed, "OPTIONS"])].join(", ");
      if (request.method === "OPTIONS") return reply.code(204).header("allow", allow).send();
      const message = `${request.method} is not allowed at ${path.slice(0, 200)}, but ${allow}.`;
      return reply
        .code(405)
        .header("allow", allow)
        .send({ errors: [{ message, extensions: { code: "BAD_REQUEST" } }] });
    }
    const message = `There is nothing at ${request.method} ${path.slice(0, 200)}.`;
    return reply.code(404).send({ errors: [{ message, extensions: { code: "NOT_FOUND" } }] });
  });

  app.setErrorHandler(async (error, _request, reply) => {
    const refusal = refusalOf(error);
    const formatted = formatter.format(refusal ?? error);
    const retryAfterMs = formatted.extensions?.["retryAfterMs"];
    if (typeof retryAfterMs === "number") reply.header("retry-after", Math.ceil(retryAfterMs / 1000));
    return reply.code(statusOf(error, refusal, retryAfterMs)).send({ errors: [formatted] });
  });
}

/** Fastify's own refusals have a status; their message is about the request, not about the server. */
function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const status = clientStatus(error);
  if (status === null || !(error instanceof Error)) return null;
  const code: ErrorCode = status === 413 ? "PAYLOAD_TOO_LARGE" : "BAD_REQUEST";
  return new AppError(code, WORDS[status] ?? error.message);
}

/** Replaces Fastify's messages. */
const WORDS: Readonly<Record<number, string>> = { 415: "Send the body as application/json." };

function clientStatus(error: unknown): number | null {
  const status: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "statusCode") : null;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}

function statusOf(error: unknown, refusal: AppError | null, retryAfterMs: unknown): number {
  // Fastify sets a status on errors of the body's stream, our own errors included.
  if (error instanceof AppError) return statusOfCode(error.code);
  if (refusal) return clientStatus(error) ?? 400;
  return typeof retryAfterMs === "number" ? 503 : 500;
}
