import type { FastifyInstance } from "fastify";

/** A count that only grows. */
export interface Count {
  inc(by?: number): void;
}

export interface CountBy {
  inc(labels: Record<string, string>): void;
}

export interface Labelled {
  labels: Record<string, string>;
  value: number;
}

export interface Durations {
  observe(seconds: number): void;
}

/** Registers the metrics of a module for `/metrics`. */
export interface MetricRegistry {
  counter(name: string, help: string): Count;
  /** Counters with labels. Labels must have few values. */
  countBy(name: string, help: string, labelNames: string[]): CountBy;
  /** Gauges with labels, read whenever the metrics are read. */
  gaugeBy(name: string, help: string, labelNames: string[], read: () => Promise<Labelled[]>): void;
  /** A histogram of durations, in seconds. */
  histogram(name: string, help: string): Durations;
  /** A number that is read whenever the metrics are read. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

/** Everything that a module adds to a process in addition to GraphQL. `app` composes the mounts of all modules. */
export interface ModuleMounts {
  /**
   * Adds HTTP routes, such as callbacks of providers. The Fastify instance is encapsulated: hooks and parsers that the
   * module adds apply to its own routes only. A route authenticates its caller itself.
   */
  addRoutes?(app: FastifyInstance): void | Promise<void>;
  addMetrics?(metrics: MetricRegistry): void;
}
