import { Transform, type Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RequestContext, Scope } from "../../modules/requests/index.js";
import { AppError, overloaded } from "../../platform/errors/index.js";
import { setBulkheads } from "../../platform/graphql/index.js";
import type { RateLimits } from "../../platform/rate-limits/index.js";
import { sessionOf } from "../dashboard/session-cookie.js";
import type { PageHosts } from "../http/own-page.js";
import { contextOf, type Authentication } from "../limits/request-context.js";
import { budgetOf, callerOf, takeUpTo, type Caller } from "../limits/caller-budget.js";
import { BytesInFlight } from "../limits/bytes-in-flight.js";
import { RefusalDelay } from "../limits/refusal-delay.js";
import type { KnownBulkheads } from "../limits/caller-bulkheads.js";
import type { ClientAddress } from "./client-address.js";
import { COUNTED_WHOLE_BYTES, ValueCounter } from "./json-body.js";
import { headersAsSent } from "./sole-headers.js";

/** Maximum size of a request, by caller. */
export interface RequestLimits {
  bodyBytes: number;
  /** Values in the JSON of the body. */
  values: number;
  /** Characters of the GraphQL document; reading one takes time before its tokens can be counted. */
  documentLength: number;
}

const KIB = 1024;

/**
 * A secret key may send 10,000 inline recipients, or 10 MiB of attachments, which base64 makes a third larger; a user what a
 * browser sends. A caller without a valid key can only read the schema, so its requests are hardly more than a document.
 */
export const REQUEST_LIMITS: Readonly<Record<"secret" | "user" | "stranger", RequestLimits>> = {
  secret: { bodyBytes: 16 * KIB * KIB, values: 200_000, documentLength: 128 * KIB },
  user: { bodyBytes: 256 * KIB, values: 20_000, documentLength: 64 * KIB },
  stranger: { bodyBytes: 64 * KIB, values: 5_000, documentLength: 64 * KIB },
};

/** A request whose caller is known and has paid a point; its body was not read yet. */
export interface Admitted {
  context: RequestContext;
  caller: Caller;
  limits: RequestLimits;
}

export interface AdmissionOptions {
  authentication: Authentication;
  limits: RateLimits | null;
  isOverloaded: () => boolean;
  addressOf: ClientAddress;
  bulkheads: KnownBulkheads;
  /** The hosts of this server's own pages, from which alone a session counts. */
  hosts: PageHosts;
}

const LIMITS_OF = { secret: "secret", user: "user", address: "stranger" } as const;

/** Each further such piece of a body costs a point. */
const BYTES_PER_POINT = 64 * KIB;

/**
 * Checks requests before their bodies are read: the caller is determined by the headers alone, a point is taken, and the
 * size is limited by caller. An invalid secret key counts as a stranger.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #bytes = new BytesInFlight();
  readonly #refusals = new RefusalDelay();
  readonly #admitted = new WeakMap<FastifyRequest, Admitted>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Throws where the request is refused. */
  async admit(request: FastifyRequest): Promise<void> {
    const { authentication, limits, isOverloaded, addressOf, bulkheads, hosts } = this.#options;
    if (isOverloaded()) throw overloaded();
    const address = addressOf(request.raw);
    const budget = (scope: Scope | null) => budgetOf(limits, scope, address);
    const context = await contextOf(
      { headers: headersAsSent(request.raw), address, session: () => sessionOf(request.raw, hosts) },
      authentication,
      budget,
    );
    await this.#refusals.take(context.budget);
    const caller = callerOf(context.scope, address);
    setBulkheads(context, bulkheads.of(caller));
    this.#admitted.set(request, { context, caller, limits: REQUEST_LIMITS[LIMITS_OF[caller.kind]] });
  }

  /** Null on routes without admission. */
  of(request: FastifyRequest): Admitted | null {
    return this.#admitted.get(request) ?? null;
  }

  /** The body, which fails as soon as it is larger than this caller may send. */
  body(request: FastifyRequest, reply: FastifyReply, payload: Readable): Readable {
    const admitted = this.#admitted.get(request);
    if (!admitted) throw new Error("The body of a request is read that was not admitted.");
    const { caller, context, limits } = admitted;
    const held = this.#bytes.hold(caller.kind, caller.name);
    reply.raw.once("close", held.release);

    const length = request.headers["content-length"];
    const bytes = length === undefined ? null : Number(length);
    if (bytes !== null && bytes > limits.bodyBytes) {
      takeUpTo(context.budget ?? null, Math.floor(Math.min(bytes, REQUEST_LIMITS.user.bodyBytes) / BYTES_PER_POINT));
      throw refusalOf(bytes, admitted);
    }
    if (bytes !== null) context.budget?.take(Math.floor(bytes / BYTES_PER_POINT));
    if (bytes !== null && bytes <= COUNTED_WHOLE_BYTES) {
      held.add(bytes);
      return payload;
    }
    const values = new ValueCounter(limits.values);
    return payload.pipe(
      watchBytes((chunk, total) => {
        if (total > limits.bodyBytes) throw refusalOf(total, admitted);
        held.add(chunk.length);
        values.add(chunk);
      }),
    );
  }
}

/** If the body would fit with a valid key, the error is about the key. */
function refusalOf(bytes: number, { context, limits }: Admitted): AppError {
  if (context.refusal && bytes <= REQUEST_LIMITS.user.bodyBytes) return context.refusal;
  const { bodyBytes } = limits;
  const hint = bodyBytes < REQUEST_LIMITS.secret.bodyBytes ? " without a good secret key" : "";
  return new AppError("PAYLOAD_TOO_LARGE", `A request body may have ${bodyBytes} bytes${hint}; this one has more.`);
}

/** Calls back for each chunk, which fails the stream by throwing. */
function watchBytes(onChunk: (chunk: Buffer, total: number) => void): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      try {
        onChunk(chunk, total);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
