import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * The resources of one bench. `cleanUp` stops everything that the bench started, in reverse order, however the bench
 * ends.
 */
export class Bench {
  #closers = [];
  #cleaning = null;

  constructor(name) {
    this.name = name;
    this.onSignal = () => void this.cleanUp().finally(() => process.exit(130));
    process.on("SIGINT", this.onSignal);
    process.on("SIGTERM", this.onSignal);
  }

  /** Prints progress. */
  say(words) {
    process.stderr.write(`${this.name}  ${words}\n`);
  }

  /** Registers `stop`, which is called when the bench ends. Returns `thing`. */
  owns(thing, stop) {
    this.#closers.push(stop);
    return thing;
  }

  /**
   * A temporary folder that is deleted with the bench. All users may enter it, because a database that runs as
   * another user keeps its data in it.
   */
  folder() {
    const made = mkdtempSync(path.join(tmpdir(), `carillon-bench-${this.name}-`));
    chmodSync(made, 0o755);
    return this.owns(made, () => rmSync(made, { recursive: true, force: true }));
  }

  /** Resolves when everything is stopped, so that the process may end right after. */
  cleanUp() {
    this.#cleaning ??= this.#stopAll();
    return this.#cleaning;
  }

  async #stopAll() {
    for (const stop of this.#closers.reverse()) {
      try {
        await stop();
      } catch (error) {
        this.say(`could not clean up: ${error?.message ?? error}`);
      }
    }
    process.off("SIGINT", this.onSignal);
    process.off("SIGTERM", this.onSignal);
  }
}
