import { parseMessageId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import type { MessageRepository } from "./message.repository.js";
import type { MessageRow } from "./message-row.js";
import type { RecipientAccess } from "./recipient-access.service.js";

/** Reads messages by id, and checks that the caller may. */
export class MessageReadService {
  readonly #runtime: Runtime;
  readonly #messages: MessageRepository;
  readonly #access: RecipientAccess;

  constructor(runtime: Runtime, messages: MessageRepository, access: RecipientAccess) {
    this.#runtime = runtime;
    this.#messages = messages;
    this.#access = access;
  }

  /** Ids that name no message that this caller may read are passed over. */
  async byIds(scope: Scope, ids: readonly string[]): Promise<MessageRow[]> {
    const keys = ids.map(parseMessageId).filter((key) => key !== null);
    if (keys.length === 0) return [];
    const rows = await this.#messages.byKeys(this.#runtime.database, scope.environmentId, keys);
    const readable = await this.#access.readable(scope, new Set(rows.map((row) => row.recipient_key)));
    return rows.filter((row) => readable.has(row.recipient_key));
  }
}
