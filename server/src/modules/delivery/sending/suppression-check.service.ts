import type { JsonObject } from "../../../platform/json.js";
import type { ChannelRow } from "../../channels/index.js";
import type { SuppressionRow, SuppressionService } from "../../suppressions/index.js";
import type { ClaimedDelivery } from "../queue/delivery-row.js";
import { addressOf, type DeliveryReports } from "../reports/delivery-reports.service.js";

/** Finds the deliveries to suppressed addresses. */
export class SuppressionCheck {
  readonly #suppressions: SuppressionService;
  readonly #reports: DeliveryReports;

  constructor(suppressions: SuppressionService, reports: DeliveryReports) {
    this.#suppressions = suppressions;
    this.#reports = reports;
  }

  /**
   * The suppressed deliveries of one channel; their messages give the reason. A delivery with an earlier attempt is
   * not stopped, because it may have arrived.
   */
  async of(
    { environment_id: environmentId, type }: ChannelRow,
    deliveries: readonly ClaimedDelivery[],
  ): Promise<Set<ClaimedDelivery>> {
    const addressed = deliveries.flatMap((delivery) => {
      const address = delivery.state === "QUEUED" ? addressOf(delivery) : null;
      return address === null ? [] : [{ delivery, address }];
    });
    if (addressed.length === 0) return new Set();
    const addresses = addressed.map(({ address }) => address);
    const found = await this.#suppressions.find(environmentId, type, addresses);
    const suppressed = addressed.flatMap(({ delivery, address }) => {
      const row = found.get(address);
      return row ? [{ delivery, detail: detailOf(row) }] : [];
    });
    await this.#reports.tellSuppressed(suppressed);
    return new Set(suppressed.map(({ delivery }) => delivery));
  }
}

function detailOf({ reason, note }: SuppressionRow): JsonObject {
  return { reason, ...(note !== null && { note }) };
}
