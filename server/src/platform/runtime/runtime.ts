import type { Clock } from "../clock/index.js";
import type { KeyRing } from "../encryption/index.js";
import type { Hints } from "../hints/index.js";
import type { HttpClient } from "../http-client/index.js";
import type { Jobs } from "../jobs/index.js";
import type { Logger } from "../logging/index.js";
import type { Database } from "../postgres/index.js";
import type { Tails } from "../tails/index.js";

/** Everything with an effect that a module may use. Built once, passed by hand. */
export interface Runtime {
  readonly clock: Clock;
  readonly database: Database;
  readonly hints: Hints;
  readonly jobs: Jobs;
  /** Tells those who watch lists what comes and changes. */
  readonly tails: Tails;
  readonly log: Logger;
  /** The one way out to other hosts. */
  readonly http: HttpClient;
  /** Encrypts the secrets in the database. */
  readonly encryption: KeyRing;
  /** A new uuid v7: later ones sort after. */
  newUuid(): string;
  /** Random bytes for secrets. */
  randomBytes(size: number): Uint8Array;
}
