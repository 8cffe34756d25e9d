import type { JsonObject } from "../../../platform/json.js";
import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { actorKeysOf, closeBatch, shownOf, summaryOf, toldActors, type SummaryOptions } from "../engine/close-batch.js";
import { BackwardMerge, mergeAll } from "../engine/data-merge.js";
import type { Pace } from "../engine/pace.js";
import type { BatchSummary } from "../engine/types.js";
import type { RunContextLoader } from "../storage/run-context-loader.service.js";
import type { BatchItemsRepository, BatchMember, ItemData } from "../storage/batch-items.repository.js";
import { READ_MAX_BYTES } from "../storage/row-weight.js";

/** If the items of a batch hold more than this, only the last items are merged, until this much was read or kept. */
const MERGE_MAX_WEIGHT = 128 * 1024 * 1024;
const MERGED_MAX_LENGTH = 8 * 1024 * 1024;

/** The request for a batch's summary. */
export interface SummaryRequest extends Pick<SummaryOptions, "renderLimit" | "order"> {
  id: string;
  stepRef: string;
}

export interface LoadedBatch {
  id: string;
  /** The run that continues for all; null if no run is still waiting. */
  carrierId: string | null;
  mergedIds: string[];
  summary: BatchSummary;
}

interface Counted {
  request: SummaryRequest;
  members: BatchMember[];
  shown: BatchMember[];
}

interface Reader {
  tx: Tx;
  unit: LaneUnit;
  pace: Pace;
}

/**
 * Loads the summaries that batches give their steps. One statement lists the items of all batches. Data is read in as
 * few statements as its size allows, and only the part that a summary needs is kept.
 */
export class BatchSummaries {
  readonly #items: BatchItemsRepository;
  readonly #contextLoader: RunContextLoader;

  constructor(items: BatchItemsRepository, contextLoader: RunContextLoader) {
    this.#items = items;
    this.#contextLoader = contextLoader;
  }

  /**
   * Returns summaries in the given order, as many as fit into a set, but at least one. `areClosing`: for batches that close
   * now, only items of waiting runs count.
   */
  async load(reader: Reader, requests: readonly SummaryRequest[], areClosing: boolean): Promise<LoadedBatch[]> {
    if (requests.length === 0) return [];
    const { tx, unit, pace } = reader;
    const batchIds = requests.map(({ id }) => id);
    const members = await pace.during(this.#items.members(tx, unit, { batchIds, areWaiting: areClosing }));
    const counted = fitting(requests, members);
    const actors = await this.#actors(reader, counted);
    const told = counted.slice(0, actors.batchCount);
    const small = told.filter(({ members: its }) => weightOf(its) <= READ_MAX_BYTES);
    const data = await this.#read(
      reader,
      small.flatMap(({ request, members: its }) => its.map((item) => ({ request, item }))),
    );
    const loaded: LoadedBatch[] = [];
    for (const each of told) {
      const its = small.includes(each) ? data.splice(0, each.members.length) : null;
      const texts = its ? textsOf(each, its) : await this.#textsOfLarge(reader, each);
      const ends = closeBatch(each.members, () => true);
      loaded.push({
        id: each.request.id,
        carrierId: ends?.carrierId ?? null,
        mergedIds: ends?.mergedIds ?? [],
        summary: summaryOf(each.request, each.members, texts, (key) => actors.views.get(key) ?? null),
      });
    }
    return loaded;
  }

  /** The actors for the templates, and the number of batches, from the first, whose actors are all loaded. */
  async #actors(
    { tx, unit, pace }: Reader,
    counted: readonly Counted[],
  ): Promise<{ views: ReadonlyMap<string, JsonObject>; batchCount: number }> {
    const keysOf = counted.map(({ members, shown }) => [...toldActors(members).keys, ...actorKeysOf(shown)]);
    const first = new Set(keysOf[0]);
    const keys = [...new Set([...first, ...keysOf.flat()])];
    const views = await pace.during(this.#contextLoader.views(tx, unit[0], keys, first.size));
    const missing = keysOf.findIndex((its) => its.some((key) => views.leftOut.has(key)));
    return { views: views.found, batchCount: missing < 0 ? counted.length : missing };
  }

  /** Data of items, in the order given, a bounded part in each statement. */
  async #read(
    { tx, unit, pace }: Reader,
    items: readonly { request: SummaryRequest; item: BatchMember }[],
  ): Promise<ItemData[]> {
    const read: ItemData[] = [];
    for (const slice of slicesOf(items)) {
      const keys = slice.map(({ request, item }) => ({ batchId: request.id, ordinal: item.ordinal }));
      read.push(...(await pace.during(this.#items.data(tx, unit, keys))));
      await pace.rest();
    }
    return read;
  }

  /** Reads from the last item to the first, until enough is merged. The number of shown items is small. */
  async #textsOfLarge(reader: Reader, each: Counted): Promise<ReturnType<typeof textsOf>> {
    const { request, members, shown } = each;
    const [first] = members;
    const asked = [...(first ? [first] : []), ...shown];
    const [firstData, ...shownData] = await this.#read(
      reader,
      asked.map((item) => ({ request, item })),
    );
    const merge = new BackwardMerge();
    let weight = 0;
    const newestFirst = [...members].reverse().map((item) => ({ request, item }));
    for (const slice of slicesOf(newestFirst)) {
      if (weight > MERGE_MAX_WEIGHT || merge.size > MERGED_MAX_LENGTH) break;
      weight += weightOf(slice.map(({ item }) => item));
      for (const { data } of await this.#read(reader, slice)) {
        merge.addOlder(data);
        const rest = reader.pace.rest();
        if (rest) await rest;
      }
    }
    return { data: merge.merged, firstData: firstData?.data ?? {}, shown: withData(shown, shownData) };
  }
}

/** As many batches, from the first, as fit the budget together. */
function fitting(requests: readonly SummaryRequest[], members: readonly BatchMember[][]): Counted[] {
  const counted: Counted[] = [];
  let weight = 0;
  for (const [index, its] of members.entries()) {
    const request = requests[index];
    weight += weightOf(its);
    if (!request || (counted.length > 0 && weight > READ_MAX_BYTES)) break;
    counted.push({ request, members: its, shown: affordable(shownOf(its, request), request.order) });
  }
  return counted;
}

/** The first or last of the items that may be shown which are not too much together; one at least. */
function affordable(items: readonly BatchMember[], order: SummaryOptions["order"]): BatchMember[] {
  const inOrder = order === "asc" ? items : [...items].reverse();
  const [slice = []] = slicesOf(inOrder.map((item) => ({ item })));
  const kept = slice.map(({ item }) => item);
  return order === "asc" ? kept : kept.reverse();
}

function textsOf(
  { members, shown }: Counted,
  items: readonly ItemData[],
): { data: JsonObject; firstData: JsonObject; shown: (BatchMember & ItemData)[] } {
  const itemOf = new Map(members.map((member, index) => [member, items[index]]));
  return {
    data: mergeAll(items.map((item) => item.data)),
    firstData: items[0]?.data ?? {},
    shown: withData(
      shown,
      shown.map((member) => itemOf.get(member)),
    ),
  };
}

function withData(
  members: readonly BatchMember[],
  items: readonly (ItemData | undefined)[],
): (BatchMember & ItemData)[] {
  return members.flatMap((member, index) => {
    const item = items[index];
    return item ? [{ ...member, ...item }] : [];
  });
}

/** Slices in order, each with a bounded weight and at least one item. */
function slicesOf<T extends { item: BatchMember }>(items: readonly T[]): T[][] {
  const slices: T[][] = [];
  let weight = Infinity;
  for (const each of items) {
    weight += each.item.weight;
    if (weight > READ_MAX_BYTES) {
      slices.push([]);
      weight = each.item.weight;
    }
    slices.at(-1)?.push(each);
  }
  return slices;
}

function weightOf(items: readonly BatchMember[]): number {
  return items.reduce((sum, item) => sum + item.weight, 0);
}
