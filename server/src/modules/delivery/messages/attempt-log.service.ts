import { messageId, parseMessageId } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import type { AttemptRepository, AttemptRow } from "../queue/attempt.repository.js";

/** Reads the log of attempts. */
export class AttemptLog {
  readonly #runtime: Runtime;
  readonly #attempts: AttemptRepository;

  constructor(runtime: Runtime, attempts: AttemptRepository) {
    this.#runtime = runtime;
    this.#attempts = attempts;
  }

  /** By message id, oldest first. */
  async byMessage({ environmentId }: Scope, ids: readonly string[]): Promise<Map<string, AttemptRow[]>> {
    const keys = ids.flatMap((id) => parseMessageId(id) ?? []);
    const byMessage = new Map<string, AttemptRow[]>(ids.map((id) => [id, []]));
    const rows = await this.#attempts.ofMessages(this.#runtime.database, environmentId, keys);
    for (const row of rows) byMessage.get(messageId(row))?.push(row);
    return byMessage;
  }
}
