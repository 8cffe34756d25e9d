import type { FastifyInstance } from "fastify";
import { AppError, type ErrorCode } from "../platform/errors/index.js";
import type { ErrorFormatter } from "../platform/graphql/index.js";

/** Answers what goes wrong outside GraphQL in the same shape: a body too large, broken JSON, an unknown path. */
export function answerErrors(app: FastifyInstance, formatter: ErrorFormatter): void {
  app.setNotFoundHandler(async (request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.split("?")[0]?.slice(0, 200)}.`;
    return reply.code(404).send({ errors: [{ message, extensions: { code: "NOT_FOUND" } }] });
  });

  app.setErrorHandler(async (error, _request, reply) => {
    const refusal = refusalOf(error);
    const formatted = formatter.format(refusal ?? error);
    const retryAfterMs = formatted.extensions?.["retryAfterMs"];
    if (typeof retryAfterMs === "number") reply.header("retry-after", Math.ceil(retryAfterMs / 1000));
    // The rest of a body that is too large is not read, so the connection is of no more use.
    if (refusal?.code === "PAYLOAD_TOO_LARGE") reply.header("connection", "close");
    return reply.code(statusOf(error, refusal, retryAfterMs)).send({ errors: [formatted] });
  });
}

/** Fastify's own refusals name their status; what it says is about the request, not about us. */
function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const status = clientStatus(error);
  if (status === null || !(error instanceof Error)) return null;
  const code: ErrorCode = status === 413 ? "PAYLOAD_TOO_LARGE" : "BAD_REQUEST";
  return new AppError(code, error.message);
}

function clientStatus(error: unknown): number | null {
  const status: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "statusCode") : null;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}

const STATUSES: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

function statusOf(error: unknown, refusal: AppError | null, retryAfterMs: unknown): number {
  // Fastify writes a status of its own on errors of the body's stream, ours included.
  if (error instanceof AppError) return STATUSES[error.code] ?? 400;
  if (refusal) return clientStatus(error) ?? 400;
  return typeof retryAfterMs === "number" ? 503 : 500;
}
