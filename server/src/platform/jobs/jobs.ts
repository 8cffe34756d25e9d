/** Name and payload type of a job, shared by those that wake it and its handler. */
export interface JobKind<Payload> {
  /** `noun.verb`, such as `lanes.drain`. */
  readonly name: string;
  /** Reads the payload of a wake-up; throws on anything else. */
  parse(payload: unknown): Payload;
}

/** A job with its handler. */
export interface JobDefinition<Payload> extends JobKind<Payload> {
  /** May run twice, late, or never. The lock is extended while the handler runs; `touch` extends it at once. */
  handle(payload: Payload, touch: () => Promise<void>): Promise<void>;
  /** Maximum number of runs at a time in this process; default 1. */
  concurrency?: number;
  /** Also runs at this interval in milliseconds, once over all processes; at least 500. */
  everyMs?: number;
  /**
   * After this time another process takes the job of a process that died, in milliseconds; 15,000 to 30,000, default 15,000.
   */
  lockLifetimeMs?: number;
}

/** Wake-ups. A wake-up says "check the rows"; due work is a row, so a lost, late or duplicated wake-up is harmless. */
export interface Jobs {
  /** Adds to the catalogue; the name must be new. */
  define<Payload>(definition: JobDefinition<Payload>): void;
  /** Rings soon. Rings that say the same and were not answered yet are one. Never throws, and waits for nothing. */
  wake<Payload>(job: JobKind<Payload>, payload: Payload): void;
  /** Number of rows in the store; small, unless no worker takes them. */
  rowCount(): Promise<number>;
  /** Starts handling the defined jobs. A process that never starts may still send wake-ups. */
  start(): Promise<void>;
  /** Starts no more jobs and waits for running ones. */
  stop(): Promise<void>;
}
