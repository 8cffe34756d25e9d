import { hash, verify } from "@node-rs/argon2";
import { overloaded } from "../../../platform/errors/index.js";

/** Argon2id with the parameters that OWASP asks for at least: 19 MiB and two passes. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at a time: each takes a thread of Node's pool, which files and DNS need too. */
const RUNNING_MAX = 2;
const WAITING_MAX = 100;
/** Longer texts are no password of anybody, and are not hashed. */
const CHARACTERS_MAX = 1000;

/** Hashes passwords, a few at a time. */
export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #runningCount = 0;
  /** The hash of a password that nobody has, against which unknown accounts are checked, so that they take as long. */
  #nobodys: Promise<string> | null = null;

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize("NFC"), COST));
  }

  /** Whether the password fits. `stored` is null for an account that does not exist, which takes the same time. */
  async fits(stored: string | null, password: string): Promise<boolean> {
    const known = stored ?? (await this.#hashOfNobody());
    const given = password.length > CHARACTERS_MAX ? "" : password.normalize("NFC");
    const isRight = await this.#inTurn(() => verify(known, given));
    return isRight && stored !== null;
  }

  #hashOfNobody(): Promise<string> {
    this.#nobodys ??= hash("nobody has this password", COST);
    return this.#nobodys;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#runningCount >= RUNNING_MAX) {
      if (this.#waiting.length >= WAITING_MAX) throw overloaded();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#runningCount += 1;
    try {
      return await work();
    } finally {
      this.#runningCount -= 1;
      this.#waiting.shift()?.();
    }
  }
}
