import { randomBytes } from "node:crypto";
import { uuidv7 } from "uuidv7";
import { ManualClock } from "../../src/platform/clock/index.js";
import { KeyRing, newKey } from "../../src/platform/encryption/index.js";
import { LocalHints } from "../../src/platform/hints/index.js";
import { HttpClient } from "../../src/platform/http-client/index.js";
import type { JobDefinition, JobKind, Jobs } from "../../src/platform/jobs/index.js";
import { createLogger } from "../../src/platform/logging/index.js";
import type { Database } from "../../src/platform/postgres/index.js";
import { ChangeHints, Tails } from "../../src/platform/tails/index.js";
import type { Runtime } from "../../src/platform/runtime/index.js";

/** Jobs that run when a test says so. */
export class ManualJobs implements Jobs {
  readonly #definitions = new Map<string, JobDefinition<unknown>>();
  readonly wakeUps: { name: string; payload: unknown }[] = [];

  define<Payload>(definition: JobDefinition<Payload>): void {
    const { parse, handle, ...rest } = definition;
    this.#definitions.set(definition.name, {
      ...rest,
      parse,
      handle: (payload, touch) => handle(parse(payload), touch),
    });
  }

  wake<Payload>(job: JobKind<Payload>, payload: Payload): void {
    this.wakeUps.push({ name: job.name, payload });
  }

  async run(name: string, payload: unknown = null): Promise<void> {
    const definition = this.#definitions.get(name);
    if (!definition) throw new Error(`No job is called ${name}.`);
    await definition.handle(payload, async () => undefined);
  }

  async rowCount(): Promise<number> {
    return this.wakeUps.length;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}
}

export interface TestRuntime extends Runtime {
  readonly clock: ManualClock;
  readonly hints: LocalHints;
  readonly jobs: ManualJobs;
}

/** 2026-11-24 09:00 UTC, a Tuesday. */
export const TEST_NOW = Date.UTC(2026, 10, 24, 9);

/** A runtime on a real database with a clock that does not move, jobs that run by hand and a silent log. */
export function createTestRuntime(database: Database, overrides: Partial<TestRuntime> = {}): TestRuntime {
  const hints = overrides.hints ?? new LocalHints();
  const log = createLogger("silent");
  return {
    clock: new ManualClock(TEST_NOW),
    database,
    hints,
    jobs: new ManualJobs(),
    tails: new Tails(new ChangeHints({ hints, sender: uuidv7(), isShared: false }), log),
    log,
    http: new HttpClient(),
    encryption: KeyRing.parse(newKey()),
    newUuid: uuidv7,
    randomBytes,
    ...overrides,
  };
}
