/** What a job definition says; `J` is what a ring carries. */
export interface JobDefinition<Payload> {
  /** `noun.verb`, such as `lanes.drain`. */
  name: string;
  /** Reads what a ring carried; throws on anything else. */
  parse(payload: unknown): Payload;
  /** May run twice, late, or never. `touch` keeps the lock; call it at least every few seconds. */
  handle(payload: Payload, touch: () => Promise<void>): Promise<void>;
  /** How many at once in this process; 1 unless said otherwise. */
  concurrency?: number;
  /** Rings by itself every so many milliseconds, once over all processes. */
  everyMs?: number;
}

/** Wake-ups. A ring says "look now"; what is due is a row, so a lost, late or doubled ring is harmless. */
export interface Jobs {
  define<Payload>(definition: JobDefinition<Payload>): void;
  /** Rings soon; rings of one name within a few milliseconds become one (the last payload counts). Never throws. */
  ring(name: string, payload?: unknown): void;
  /** Starts working on what is defined. A process that never starts may still ring. */
  start(): Promise<void>;
  /** Takes no more work and waits for what runs. */
  stop(): Promise<void>;
}
