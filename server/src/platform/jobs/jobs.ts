/** Names a job and the payload of its wake-ups, for those that send them and those that handle them. */
export interface JobKind<Payload> {
  /** `noun.verb`, such as `lanes.drain`. */
  readonly name: string;
  /** Reads the payload of a wake-up; throws on anything else. */
  parse(payload: unknown): Payload;
}

/** What a job is and who does it. */
export interface JobDefinition<Payload> extends JobKind<Payload> {
  /** May run twice, late, or never. Its lock is kept while it runs; `touch` keeps it a little longer at once. */
  handle(payload: Payload, touch: () => Promise<void>): Promise<void>;
  /** How many at once in this process; 1 unless said otherwise. */
  concurrency?: number;
  /** Rings by itself every so many milliseconds, once over all processes; at least 500. */
  everyMs?: number;
  /** How long a process that died keeps the job, in milliseconds; 15,000 to 30,000, and 15,000 unless said otherwise. */
  lockLifetimeMs?: number;
}

/** Wake-ups. A wake-up says "look now"; what is due is a row, so a lost, late or doubled wake-up is harmless. */
export interface Jobs {
  /** Adds to the catalogue; the name must be new. */
  define<Payload>(definition: JobDefinition<Payload>): void;
  /** Rings soon. Rings that say the same and were not answered yet are one. Never throws, and waits for nothing. */
  wake<Payload>(job: JobKind<Payload>, payload: Payload): void;
  /** How many rows the store holds; few and coarse, unless nobody works on them. */
  rowCount(): Promise<number>;
  /** Starts working on what is defined. A process that never starts may still send wake-ups. */
  start(): Promise<void>;
  /** Takes no more work and waits for what runs. */
  stop(): Promise<void>;
}
