import type { ChannelType } from "../channels/index.js";

/** The items of one channel type, in the given order, with their indexes in the whole list. */
export interface TypeGroup<Item> {
  type: ChannelType;
  items: Item[];
  indexes: number[];
}

/** Sorted by type, so that all sets lock the rows of channels in one order. */
export function groupByType<Item>(all: readonly Item[], typeOf: (item: Item) => ChannelType): TypeGroup<Item>[] {
  const groups = new Map<ChannelType, TypeGroup<Item>>();
  for (const [index, item] of all.entries()) {
    const type = typeOf(item);
    const group = groups.get(type) ?? { type, items: [], indexes: [] };
    groups.set(type, group);
    group.items.push(item);
    group.indexes.push(index);
  }
  return [...groups.values()].sort((left, right) => (left.type < right.type ? -1 : 1));
}
