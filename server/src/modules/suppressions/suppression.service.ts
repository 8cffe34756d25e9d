import { badInput, checkText, type InputIssue } from "../../platform/errors/index.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import type { EntityStore } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Scope } from "../requests/index.js";
import { suppressionAddress } from "./suppression-address.js";
import { isSuppressedType, type SuppressedType, type SuppressionReason } from "./suppression-reason.js";
import type { SuppressionFilter, SuppressionRepository, SuppressionRow } from "./suppression.repository.js";

/** An address to suppress, and the reason. */
export interface NewSuppression {
  environmentId: number;
  /** A type whose addresses are not suppressed is passed over, and so is what is no address. */
  channelType: string;
  address: string;
  reason: SuppressionReason;
  note: string | null;
  recipientKey: string | null;
}

const NOTE_MAX_LENGTH = 500;

/** The addresses to which nothing is sent: mail to them bounced, their owners complained, or an operator added them. */
export class SuppressionService {
  readonly #runtime: Runtime;
  readonly #rows: SuppressionRepository;

  constructor(runtime: Runtime, rows: SuppressionRepository) {
    this.#runtime = runtime;
    this.#rows = rows;
  }

  /** The reasons for suppression, by the given address. */
  async find(
    environmentId: number,
    channelType: string,
    addresses: readonly string[],
  ): Promise<Map<string, SuppressionRow>> {
    if (!isSuppressedType(channelType)) return new Map();
    const stored = new Map(addresses.flatMap((address) => pairOf(channelType, address)));
    if (stored.size === 0) return new Map();
    const rows = await this.#rows.find(this.#runtime.database, environmentId, channelType, [
      ...new Set(stored.values()),
    ]);
    const byAddress = new Map(rows.map((row) => [row.address, row]));
    return new Map(
      [...stored].flatMap(([given, address]) => {
        const row = byAddress.get(address);
        return row ? [[given, row]] : [];
      }),
    );
  }

  /** An address that is suppressed already keeps its first reason. */
  async addAll(store: EntityStore, suppressions: readonly NewSuppression[]): Promise<void> {
    const at = new Date(this.#runtime.clock.now());
    const rows = suppressions.flatMap(({ environmentId, channelType, address, reason, note, recipientKey }) => {
      const stored = isSuppressedType(channelType) ? suppressionAddress(channelType, address) : null;
      if (!isSuppressedType(channelType) || stored === null) return [];
      const named = { environment_id: environmentId, channel_type: channelType, address: stored };
      const about = { reason, note: note?.slice(0, NOTE_MAX_LENGTH) ?? null, recipient_key: recipientKey };
      return [{ id: this.#runtime.newUuid(), ...named, ...about, created_at: at }];
    });
    await this.#rows.insert(store, rows);
  }

  /** Answers the suppression, and whether it is new. */
  async add(
    { environmentId }: Scope,
    input: { channelType: SuppressedType; address: string; note?: string | null },
  ): Promise<{ row: SuppressionRow; isNew: boolean }> {
    const { channelType, note = null } = input;
    const { address, issues } = checkAddress(channelType, input.address);
    if (note !== null) issues.push(...checkText(note, ["note"], NOTE_MAX_LENGTH));
    if (issues.length > 0) throw badInput(issues);
    const { database } = this.#runtime;
    const known = await this.#rows.find(database, environmentId, channelType, [address]);
    if (known[0]) return { row: known[0], isNew: false };
    await this.addAll(database, [{ environmentId, channelType, address, reason: "MANUAL", note, recipientKey: null }]);
    const [row] = await this.#rows.find(database, environmentId, channelType, [address]);
    if (!row) throw new Error("A suppression vanished after it was made.");
    return { row, isNew: true };
  }

  /** Sends to the address again. Answers whether it was suppressed. */
  async lift({ environmentId }: Scope, input: { channelType: SuppressedType; address: string }): Promise<boolean> {
    const { channelType } = input;
    const { address, issues } = checkAddress(channelType, input.address);
    if (issues.length > 0) throw badInput(issues);
    const place = { environment_id: environmentId, channel_type: channelType, address };
    return this.#rows.delete(this.#runtime.database, place);
  }

  /** Oldest first. */
  page({ environmentId }: Scope, filter: SuppressionFilter, page: Page<AgeKey>): Promise<SuppressionRow[]> {
    const { address, channelType } = filter;
    // The normal form of an address depends on its type. Without a type, both forms are tried.
    const types: SuppressedType[] = channelType == null ? ["EMAIL", "SMS"] : [channelType];
    const forms = address == null ? [] : types.flatMap((type) => suppressionAddress(type, address) ?? []);
    const stored = address == null ? {} : { address: forms[0] ?? "" };
    return this.#rows.page(this.#runtime.database, environmentId, { ...filter, ...stored }, page);
  }
}

function pairOf(channelType: SuppressedType, given: string): [string, string][] {
  const address = suppressionAddress(channelType, given);
  return address === null ? [] : [[given, address]];
}

function checkAddress(channelType: SuppressedType, given: string): { address: string; issues: InputIssue[] } {
  const address = suppressionAddress(channelType, given);
  if (address !== null) return { address, issues: [] };
  const what = channelType === "EMAIL" ? "an email address" : "a phone number, such as +447700900123";
  return { address: "", issues: [{ path: ["address"], code: "invalid_format", message: `This must be ${what}.` }] };
}
