import type { FastifyInstance } from "fastify";
import { SingleFlight } from "./single-flight.js";

/** Settles when the part works; its error is logged by the part itself, never shown. */
export type HealthCheck = () => Promise<unknown>;

/** `degraded`: a part that can be done without is away. */
type CheckResult = "ok" | "failed" | "degraded";

interface Check {
  run: HealthCheck;
  otherwise: "failed" | "degraded";
}

const CHECK_TIMEOUT_MS = 2000;
/** How long a positive result is cached. A negative result is not. */
const KEPT_MS = 1000;

/** `/health/live`: the process runs. `/health/ready`: send it work. States: not ready → ready → draining (final). */
export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #look = new SingleFlight(() => this.#runChecks(), {
    ttlMsOf: (checks) => (Object.values(checks).every((result) => result === "ok") ? KEPT_MS : 0),
  });
  #state: "starting" | "ready" | "draining" = "starting";

  addCheck(name: string, check: HealthCheck): void {
    this.#checks.set(name, { run: check, otherwise: "failed" });
    this.#look.forget();
  }

  /** A check of an optional part: its result is shown and does not change the status. */
  addOptionalCheck(name: string, check: HealthCheck): void {
    this.#checks.set(name, { run: check, otherwise: "degraded" });
    this.#look.forget();
  }

  setReady(): void {
    if (this.#state === "starting") this.#state = "ready";
  }

  get isDraining(): boolean {
    return this.#state === "draining";
  }

  /** From now on load balancers send requests elsewhere. */
  setDraining(): void {
    this.#state = "draining";
  }

  register(app: FastifyInstance): void {
    app.get("/health/live", async (_request, reply) =>
      reply.header("cache-control", "no-store").send({ status: "live" }),
    );
    app.get("/health/ready", async (_request, reply) => {
      const checks = await this.#look.get();
      const isReady = this.#state === "ready" && Object.values(checks).every((result) => result !== "failed");
      const status = isReady ? "ready" : this.#state === "ready" ? "not ready" : this.#state;
      return reply
        .code(isReady ? 200 : 503)
        .header("cache-control", "no-store")
        .send({ status, checks });
    });
  }

  async #runChecks(): Promise<Record<string, CheckResult>> {
    const results = [...this.#checks].map(async ([name, check]) => [name, await resultOf(check)] as const);
    return Object.fromEntries(await Promise.all(results));
  }
}

async function resultOf({ run, otherwise }: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), CHECK_TIMEOUT_MS);
  });
  const answer = run().then(
    (): CheckResult => "ok",
    (): CheckResult => otherwise,
  );
  const result = await Promise.race([answer, tooLate]);
  clearTimeout(timer);
  return result;
}
