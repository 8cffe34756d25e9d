import { laneOf } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { CallbackEvent } from "../../providers/kit/callback.js";
import { systemScope } from "../requests/index.js";
import type { DeliveryReports, EventSource, MatchedEvent } from "../delivery/index.js";
import type { PreferenceService } from "../preferences/index.js";
import type { UserService } from "../users/index.js";

export interface CallbackRepliesDeps {
  reports: DeliveryReports;
  users: UserService;
  preferences: PreferenceService;
}

/** A reply by SMS, the users with its sender's number, and the messages that it may answer. */
interface Reply {
  event: CallbackEvent;
  recipientKeys: string[];
  /** The latest message to each of these users. Users without a message are left out. */
  matched: MatchedEvent[];
}

/**
 * Handles replies by SMS. `STOP` adds a preference against text messages for all users with the number; `START`
 * removes it. A reply is stored as an event of the latest message to the number, which identifies repeats.
 */
export class CallbackReplies {
  readonly #runtime: Runtime;
  readonly #deps: CallbackRepliesDeps;

  constructor(runtime: Runtime, deps: CallbackRepliesDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Applies the replies that are new. Returns the events with the messages that they belong to. */
  async apply(
    source: EventSource,
    replies: readonly Pick<MatchedEvent, "event" | "providerKey">[],
  ): Promise<MatchedEvent[]> {
    const matched: MatchedEvent[] = [];
    // One after the other, oldest first: of STOP and START in one set, the later one counts.
    for (const reply of [...replies].sort((one, other) => (one.event.at ?? 0) - (other.event.at ?? 0))) {
      const found = await this.#find(source, reply);
      matched.push(...found.matched);
      if (await this.#isNews(found)) await this.#obey(source, found);
    }
    return matched;
  }

  async #find(source: EventSource, reply: Pick<MatchedEvent, "event" | "providerKey">): Promise<Reply> {
    const { event } = reply;
    const scope = systemScope({ environmentId: source.environmentId, isDevelopment: false });
    const users = event.address === null ? [] : await this.#deps.users.byPhoneNumber(scope, event.address);
    const recipients = users.map(({ recipient_key: recipientKey }) => ({
      lane: laneOf(source.environmentId, recipientKey),
      recipientKey,
    }));
    const latest = recipients.length === 0 ? [] : await this.#deps.reports.latestTo(source, recipients);
    return {
      event,
      recipientKeys: recipients.map(({ recipientKey }) => recipientKey),
      matched: latest.map((delivery) => ({ ...reply, delivery })),
    };
  }

  /** Whether the reply is neither a repeat nor older than an applied reply. */
  async #isNews({ event, matched }: Reply): Promise<boolean> {
    if (matched.length === 0) return true;
    if ((await this.#deps.reports.news(matched)).length === 0) return false;
    const at = event.at ?? this.#runtime.clock.now();
    for (const { delivery } of matched) {
      if (delivery && (await this.#deps.reports.answeredAfter(delivery, at))) return false;
    }
    return true;
  }

  async #obey({ environmentId }: EventSource, { event, recipientKeys }: Reply): Promise<void> {
    const keyword = event.reply?.keyword ?? null;
    if (keyword === null) return;
    const scope = systemScope({ environmentId, isDevelopment: false });
    const rules = [{ channelType: "SMS", allow: keyword === "STOP" ? false : null }] as const;
    for (const recipientKey of recipientKeys) {
      await this.#deps.preferences.set(scope, recipientKey, { mode: "MERGE", rules });
    }
  }
}
