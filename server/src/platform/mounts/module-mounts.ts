import type { FastifyInstance } from "fastify";

/** A count that only grows. */
export interface Count {
  inc(by?: number): void;
}

export interface Durations {
  observe(seconds: number): void;
}

/** Where a module declares what `/metrics` tells of it. */
export interface MetricRegistry {
  counter(name: string, help: string): Count;
  /** Of durations, in seconds. */
  histogram(name: string, help: string): Durations;
  /** A number that is read whenever the metrics are read. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

/** What a module adds to a process beside GraphQL. A module exports it; `app` composes what all modules export. */
export interface ModuleMounts {
  /**
   * Adds routes of HTTP, such as those that providers call back. The instance is the module's own: hooks and parsers that it
   * adds concern its own routes only. A route checks its caller itself.
   */
  addRoutes?(app: FastifyInstance): void | Promise<void>;
  addMetrics?(metrics: MetricRegistry): void;
}
