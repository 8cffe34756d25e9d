import { groupBy } from "../../../platform/group-by.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import { idOfMessage, keyOfMessage, type MessageRow } from "../../messages/pure.js";
import type { AttemptLog } from "../messages/attempt-log.service.js";
import type { DeliveryStateRepository } from "../queue/delivery-state.repository.js";
import type { MessageEventRepository } from "./message-event.repository.js";
import { messageEvents, type MessageEventFacts } from "./message-events.js";

export interface MessageEventsDeps {
  rows: MessageEventRepository;
  attempts: AttemptLog;
  states: DeliveryStateRepository;
}

/** Reads the changes of messages, which are reconstructed from several tables. */
export class MessageEvents {
  readonly #runtime: Runtime;
  readonly #deps: MessageEventsDeps;

  constructor(runtime: Runtime, deps: MessageEventsDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** By message id, oldest first. */
  async byMessage(scope: Scope, rows: readonly MessageRow[]): Promise<Map<string, MessageEventFacts[]>> {
    const { rows: events, attempts, states } = this.#deps;
    const ids = rows.map(idOfMessage);
    const keys = rows.map(keyOfMessage);
    const { database } = this.#runtime;
    const outside = groupBy(await events.ofMessages(database, scope.environmentId, keys), idOfMessage);
    const sends = new Map(
      (await states.byKeys(database, scope.environmentId, keys)).map((row) => [idOfMessage(row), row]),
    );
    const sent = ids.filter((id) => sends.has(id));
    const tries = await attempts.byMessage(scope, sent);
    return new Map(
      rows.map((row) => {
        const id = idOfMessage(row);
        const facts = {
          row,
          state: sends.get(id) ?? null,
          attempts: tries.get(id) ?? [],
          outside: outside.get(id) ?? [],
        };
        return [id, messageEvents(facts)];
      }),
    );
  }
}
