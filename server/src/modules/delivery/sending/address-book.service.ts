import type { JsonObject } from "../../../platform/json.js";
import type { ChatAddress, PushAddress } from "../../../providers/kit/message.js";
import type { ChannelDataService, OpenedEntry } from "../../channels/index.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";

/** The address of a push or chat message, and the token that replaces the channel's. */
export interface Route {
  address: PushAddress | ChatAddress;
  accessToken: string | null;
}

/** The part of a delivery that its address depends on. */
export type Addressed = Pick<ClaimedDelivery, "environmentId" | "channelId" | "address" | "recipientKey" | "tenantId">;

/** The routes of the deliveries of one set. */
export interface Routes {
  /** Null if the device or connection was removed meanwhile. */
  of(delivery: Addressed): Route | null;
}

/** Reads devices, connections and tenants' tokens at the time of sending: deliveries contain only their ids. */
export class AddressBook {
  readonly #data: ChannelDataService;

  constructor(data: ChannelDataService) {
    this.#data = data;
  }

  /** The routes of deliveries of one push or chat channel. */
  async open(deliveries: readonly Addressed[]): Promise<Routes> {
    const [first] = deliveries;
    const named = deliveries.filter(({ address }) => entryIn(address) !== null);
    const recipients = [...new Set(named.map(({ recipientKey }) => recipientKey))];
    const tenantIds = [...new Set(deliveries.flatMap(({ tenantId }) => tenantId ?? []))];
    if (!first || (recipients.length === 0 && tenantIds.length === 0)) return new OpenRoutes(new Map(), new Map());
    const opened = await this.#data.openedOf(first.environmentId, first.channelId, { recipients, tenantIds });
    return new OpenRoutes(opened.recipients, opened.tenantTokens);
  }
}

class OpenRoutes implements Routes {
  constructor(
    private readonly entries: ReadonlyMap<string, ReadonlyMap<string, OpenedEntry>>,
    private readonly tenantTokens: ReadonlyMap<string, string>,
  ) {}

  of({ address, recipientKey, tenantId }: Addressed): Route | null {
    const tenantToken = (tenantId === null ? undefined : this.tenantTokens.get(tenantId)) ?? null;
    const entryId = entryIn(address);
    if (entryId === null) return { address: namedIn(address), accessToken: tenantToken };
    const entry = this.entries.get(recipientKey)?.get(entryId);
    return entry ? { address: entry.address, accessToken: tenantToken ?? entry.accessToken } : null;
  }
}

/** The id of the device or connection that a delivery goes to. */
export function entryIn(address: JsonObject | null): string | null {
  return typeof address?.entry === "string" ? address.entry : null;
}

/** The address that a chat step gives itself; null for the webhook of the provider's settings. */
function namedIn(address: JsonObject | null): ChatAddress {
  const { channelId, userId, email } = address ?? {};
  if (typeof channelId === "string") return { channelId };
  if (typeof userId === "string") return { userId };
  return typeof email === "string" ? { email } : null;
}
