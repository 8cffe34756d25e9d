import type { ApolloServerPlugin } from "@apollo/server";
import type { FastifyInstance } from "fastify";
import type { GraphQLFormattedError } from "graphql";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Labelled, MetricRegistry } from "../../platform/mounts/index.js";
import { SingleFlight } from "./single-flight.js";

function codeOf({ extensions }: GraphQLFormattedError): string {
  const code = extensions?.["code"];
  return typeof code === "string" ? code : "unknown";
}

const SECONDS_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** How long a result is cached: scrapers come every few seconds. */
const KEPT_MS = 1000;

/** The content of `/metrics`. Modules add their metrics to `registry`. */
export class Metrics implements MetricRegistry {
  readonly registry = new Registry();
  readonly #look = new SingleFlight(() => this.registry.metrics(), { ttlMsOf: () => KEPT_MS });
  readonly #operations: Counter<"operation" | "outcome">;
  readonly #seconds: Histogram<"operation">;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#operations = new Counter({
      name: "carillon_graphql_operations_total",
      help: "GraphQL operations answered, by kind and by the first error's code.",
      labelNames: ["operation", "outcome"],
      registers: [this.registry],
    });
    this.#seconds = new Histogram({
      name: "carillon_graphql_operation_seconds",
      help: "Time from a GraphQL request over HTTP to its answer.",
      labelNames: ["operation"],
      buckets: SECONDS_BUCKETS,
      registers: [this.registry],
    });
  }

  /** A number that is asked for whenever the metrics are read; NaN when it cannot be had. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const collect = async (): Promise<void> => {
      try {
        gauge.set(await read());
      } catch {
        gauge.set(Number.NaN);
      }
    };
    const gauge: Gauge = new Gauge({ name, help, registers: [this.registry], collect });
  }

  counter<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  countBy(name: string, help: string, labelNames: string[]): Counter {
    return this.counter(name, help, labelNames);
  }

  /** Numbers by label, read whenever the metrics are read; none when they cannot be had. */
  gaugeBy(name: string, help: string, labelNames: string[], read: () => Promise<Labelled[]>): void {
    const collect = async (): Promise<void> => {
      gauge.reset();
      const found = await read().catch(() => []);
      for (const { labels, value } of found) gauge.set(labels, value);
    };
    const gauge: Gauge = new Gauge({ name, help, labelNames, registers: [this.registry], collect });
  }

  /** A count that another part keeps, and that is asked for whenever the metrics are read. */
  total(name: string, help: string, read: () => number): void {
    const total: Counter = new Counter({
      name,
      help,
      registers: [this.registry],
      collect: () => {
        total.reset();
        total.inc(read());
      },
    });
  }

  /** A histogram of durations, in seconds. */
  histogram(name: string, help: string): Histogram {
    return new Histogram({ name, help, buckets: SECONDS_BUCKETS, registers: [this.registry] });
  }

  countOperation(operation: string, outcome: string): void {
    this.#operations.inc({ operation, outcome });
  }

  /** Counts and times Apollo's operations. */
  plugin<Context extends object>(): ApolloServerPlugin<Context> {
    return {
      requestDidStart: async () => {
        const startedAt = performance.now();
        return {
          willSendResponse: async ({ operation, response }) => {
            const kind = operation?.operation ?? "none";
            const errors = response.body?.kind === "single" ? response.body.singleResult.errors : undefined;
            this.countOperation(kind, errors?.[0] ? codeOf(errors[0]) : "ok");
            this.#seconds.observe({ operation: kind }, (performance.now() - startedAt) / 1000);
          },
        };
      },
    };
  }

  register(app: FastifyInstance): void {
    app.get("/metrics", async (_request, reply) => {
      const text = await this.#look.get();
      return reply.header("content-type", this.registry.contentType).header("cache-control", "no-store").send(text);
    });
  }
}
