import { badInput } from "../../../platform/errors/index.js";
import { parseMessageId } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { readMessageQuery, type MessageQuery } from "../../messages/index.js";
import type { Scope } from "../../requests/index.js";
import { DELIVERIES_TOPIC } from "../queue/deliveries-topic.js";
import type { DeadLetterGroupRow, DeadLetterRepository, ResendSelection } from "./dead-letter.repository.js";

/** Selects the given-up messages to send again, by either `filter` or `ids`. */
export interface ResendCommand {
  filter?: MessageQuery | null;
  ids?: readonly string[] | null;
  isDryRun: boolean;
  maxAgeSeconds?: number | null;
  skipRead: boolean;
}

/** The result of a resend call. */
export interface Resent {
  leftOut: { code: string; count: number }[];
  queuedCount: number;
  remainingCount: number;
}

const IDS_MAX = 100;
const LAST_DAYS_MS = 7 * 86_400_000;
/** Deliveries per statement, and per call. A call with more matches says so, and the caller repeats the call. */
const SLICE = 2000;
const CALL_MAX = 20_000;

/** Given-up messages: groups by reason, and resending. */
export class DeadLetters {
  readonly #runtime: Runtime;
  readonly #rows: DeadLetterRepository;

  constructor(runtime: Runtime, rows: DeadLetterRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** Groups by channel, provider and reason, largest first. */
  groups({ environmentId }: Scope, range: { from?: Date | null; to?: Date | null }): Promise<DeadLetterGroupRow[]> {
    const { database, clock } = this.#runtime;
    const from = range.from ?? new Date(clock.now() - LAST_DAYS_MS);
    return this.#rows.groups(database, environmentId, { from, to: range.to ?? null });
  }

  /** Queues given-up messages again, in slices that commit one by one. */
  async resend(scope: Scope, command: ResendCommand): Promise<Resent> {
    const { database, hints } = this.#runtime;
    const selection = this.#read(scope, command);
    if (selection === null) return { leftOut: [], queuedCount: 0, remainingCount: 0 };
    const counts = await this.#rows.count(database, selection);
    const leftOut = counts.flatMap(({ leftOut: code, count }) => (code === null ? [] : [{ code, count }]));
    const matchCount = counts.find(({ leftOut: code }) => code === null)?.count ?? 0;
    if (command.isDryRun) return { leftOut, queuedCount: matchCount, remainingCount: 0 };
    const goal = Math.min(matchCount, CALL_MAX);
    let queuedCount = 0;
    while (queuedCount < goal) {
      const max = Math.min(SLICE, goal - queuedCount);
      const count = await this.#rows.requeue(database, selection, max);
      if (count === 0) break;
      queuedCount += count;
      hints.publish(DELIVERIES_TOPIC, "");
    }
    const remainingCount = queuedCount < goal ? 0 : matchCount - queuedCount;
    return { leftOut, queuedCount, remainingCount };
  }

  /** The selection of a command, or null if it cannot match anything. */
  #read({ environmentId }: Scope, command: ResendCommand): ResendSelection | null {
    const { filter, ids, maxAgeSeconds, skipRead: skipsRead } = command;
    if ((filter == null) === (ids == null)) {
      const message = "Say which messages, by `filter` or by `ids`; an empty filter means all.";
      throw badInput([{ path: [], code: "one_of", message }]);
    }
    if (ids && ids.length > IDS_MAX) {
      throw badInput([{ path: ["ids"], code: "too_many", message: `At most ${IDS_MAX} ids.` }]);
    }
    if (maxAgeSeconds != null && maxAgeSeconds < 0) {
      const message = "An age is not negative.";
      throw badInput([{ path: ["maxAgeSeconds"], code: "invalid_value", message }]);
    }
    const read = readMessageQuery(filter ?? {});
    const isOther = read.deliveryStatus !== null && read.deliveryStatus !== "UNDELIVERED";
    if (isOther || (filter?.triggerId != null && read.triggerUuid === null)) return null;
    const now = this.#runtime.clock.now();
    const madeAfter = maxAgeSeconds == null ? null : new Date(now - maxAgeSeconds * 1000);
    const keys = ids ? ids.map(parseMessageId).filter((key) => key !== null) : null;
    return { environmentId, filter: read, keys, madeAfter, skipsRead, now };
  }
}
