import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What one bench uses while it runs. Whatever it starts is stopped, the latest first, however it ends. */
export class Bench {
  #closers = [];
  #cleaning = null;

  constructor(name) {
    this.name = name;
    this.onSignal = () => void this.cleanUp().finally(() => process.exit(130));
    process.on("SIGINT", this.onSignal);
    process.on("SIGTERM", this.onSignal);
  }

  /** Progress, for a person. */
  say(words) {
    process.stderr.write(`${this.name}  ${words}\n`);
  }

  /** Has `stop` called when the bench ends; answers what was started. */
  owns(thing, stop) {
    this.#closers.push(stop);
    return thing;
  }

  /** A folder that goes away with the bench; all may enter, so that a database under another user keeps its data in it. */
  folder() {
    const made = mkdtempSync(path.join(tmpdir(), `carillon-bench-${this.name}-`));
    chmodSync(made, 0o755);
    return this.owns(made, () => rmSync(made, { recursive: true, force: true }));
  }

  /** Whoever asks waits until all is stopped: the process may end right after. */
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
