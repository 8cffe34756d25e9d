import { createHash } from "node:crypto";
import { parseMessageId } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { storableText, type Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { CallbackEvent } from "../../../providers/kit/callback.js";
import { detailOf, nameOfDelivery, proofsOf, storedEvent, type Report } from "./report.js";
import type { DeliveryKey } from "../queue/delivery-row.js";
import type { ReportedDelivery, ReportRepository } from "./report.repository.js";

/** The origin of events. */
export interface EventSource {
  environmentId: number;
  channelId: number;
}

/** An event and its delivery; null if there is none. */
export interface MatchedEvent {
  event: CallbackEvent;
  providerKey: string;
  delivery: ReportedDelivery | null;
}

const TEXT_MAX_LENGTH = 1000;

/** Matches events of providers with deliveries, and stores new ones. */
export class DeliveryReports {
  readonly #runtime: Runtime;
  readonly #rows: ReportRepository;

  constructor(runtime: Runtime, rows: ReportRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /**
   * Finds deliveries by Carillon's id, or else by the vendor's. Only those of this channel, because the secret is
   * this channel's.
   */
  async match(
    source: EventSource,
    events: readonly Pick<MatchedEvent, "event" | "providerKey">[],
  ): Promise<MatchedEvent[]> {
    const { database } = this.#runtime;
    const vendorIdOf = ({ vendorId }: CallbackEvent): string | null => vendorId && storable(vendorId);
    const keys = events.flatMap(({ event }) => keyOf(event) ?? []);
    const vendorIds = events.flatMap(({ event }) => (keyOf(event) === null ? (vendorIdOf(event) ?? []) : []));
    const byKeys = keys.length === 0 ? [] : await this.#rows.byKeys(database, source.environmentId, keys);
    const byVendor = vendorIds.length === 0 ? [] : await this.#rows.byVendorIds(database, source, vendorIds);
    const ofChannel = byKeys.filter(({ channelId }) => channelId === source.channelId);
    const ours = new Map(ofChannel.map((delivery) => [nameOfDelivery(delivery), delivery]));
    const theirs = new Map(byVendor.map((delivery) => [delivery.vendorId, delivery]));
    return events.map((each) => {
      const key = keyOf(each.event);
      const { environmentId } = source;
      const delivery = key ? ours.get(nameOfDelivery({ environmentId, ...key })) : theirs.get(vendorIdOf(each.event));
      return { ...each, delivery: delivery ?? null };
    });
  }

  /** The latest message to each of these recipients through this channel. */
  latestTo(
    source: EventSource,
    recipients: readonly { lane: number; recipientKey: string }[],
  ): Promise<ReportedDelivery[]> {
    return this.#rows.latestTo(this.#runtime.database, source, recipients);
  }

  /** Reports of events with a known delivery, without those that are already stored. */
  async news(events: readonly MatchedEvent[]): Promise<(Report & { source: ReportedDelivery })[]> {
    const now = this.#runtime.clock.now();
    const reports = events.flatMap(({ event, providerKey, delivery }) =>
      delivery ? [{ ...reportOf(event, { providerKey, delivery, now }), source: delivery }] : [],
    );
    if (reports.length === 0) return [];
    const names = reports.map(({ delivery, replayKey }) => ({ ...delivery, replayKey }));
    const known = await this.#rows.known(this.#runtime.database, names);
    const seen = new Set(known.map((each) => `${nameOfDelivery(each)} ${each.replayKey}`));
    return reports.filter(({ delivery, replayKey }) => {
      const name = `${nameOfDelivery(delivery)} ${replayKey}`;
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    });
  }

  /** Stores events, and advances the states of their deliveries. A state never moves backwards. */
  async store(tx: Tx, reports: readonly Report[]): Promise<void> {
    if (reports.length === 0) return;
    const proofs = proofsOf(reports);
    if (proofs.length > 0) await this.#rows.prove(tx, proofs, this.#runtime.clock.now());
    await this.#rows.insertEvents(tx, reports.map(storedEvent));
  }

  /** Stores an event with the reason for each delivery to a suppressed address. A repeat stores nothing. */
  async tellSuppressed(suppressed: readonly { delivery: DeliveryKey; detail: JsonObject }[]): Promise<void> {
    if (suppressed.length === 0) return;
    const at = this.#runtime.clock.now();
    const events = suppressed.map(({ delivery, detail }) => ({
      ...{ delivery, detail, at, providerKey: "" },
      replayKey: "suppressed",
      code: "delivery.suppressed",
    }));
    await this.#rows.insertEvents(this.#runtime.database, events);
  }

  /** Whether the recipient of a message replied after this time. */
  answeredAfter(delivery: DeliveryKey, at: number): Promise<boolean> {
    return this.#rows.answeredAfter(this.#runtime.database, delivery, new Date(at));
  }
}

function keyOf({ messageId }: CallbackEvent): ReturnType<typeof parseMessageId> {
  return messageId === null ? null : parseMessageId(messageId);
}

function reportOf(
  event: CallbackEvent,
  { providerKey, delivery, now }: { providerKey: string; delivery: ReportedDelivery; now: number },
): Report {
  const { environmentId, lane, runId, ordinal } = delivery;
  const { vendorId, bounce = null } = event;
  // An event about a copy does not change the state of the message.
  const kind = isOfAnother(event, delivery) ? "other" : event.kind;
  return {
    ...{ providerKey, kind, bounce },
    delivery: { environmentId, lane, runId, ordinal },
    replayKey: replayKeyOf(event),
    at: event.at === null || event.at > now ? now : event.at,
    vendorId: vendorId === null ? null : storable(vendorId),
    detail: storableDetail(detailOf(event)),
  };
}

function isOfAnother({ address, kind }: CallbackEvent, delivery: ReportedDelivery): boolean {
  const own = addressOf(delivery);
  if (address === null || own === null || kind === "replied") return false;
  if (own.includes("@")) return address.includes("@") && !address.toLowerCase().includes(own.toLowerCase());
  const digits = (text: string): string => text.replace(/[^0-9]/g, "");
  return digits(address) !== "" && digits(address) !== digits(own);
}

/** The email address or phone number of a delivery; null for other addresses. */
export function addressOf({ address }: Pick<ReportedDelivery, "address">): string | null {
  const value = address?.address ?? address?.number;
  return typeof value === "string" ? value : null;
}

/** The vendor's unique id of the event, or else a hash of the event's contents. */
function replayKeyOf(event: CallbackEvent): string {
  const { kind, replayKey, at, code, detail, link, reply } = event;
  const name = replayKey ?? JSON.stringify([at, code, detail, link ?? null, reply ?? null]);
  return createHash("sha256").update(`${kind}\n${name}`).digest("base64url").slice(0, 32);
}

function storableDetail(detail: JsonObject): JsonObject {
  const texts = Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === "string" ? storable(value) : value,
  ]);
  return Object.fromEntries(texts) as JsonObject;
}

function storable(text: string): string {
  return storableText(text.slice(0, TEXT_MAX_LENGTH));
}
