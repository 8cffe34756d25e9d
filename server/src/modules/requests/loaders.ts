import DataLoader from "dataloader";
import { readNested } from "../../platform/graphql/index.js";
import type { RequestContext } from "./request-context.js";

/** One loader per request and `key`: all that is asked for in one tick is loaded by one call of `batch`. */
export function loaderOf<V, K extends string | number = string>(
  context: RequestContext,
  key: object | string,
  batch: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): DataLoader<K, V | null> {
  const known = context.loaders.get(key);
  if (isLoader<V, K>(known)) return known;

  const loader = new DataLoader<K, V | null>(async (keys) => {
    const found = await readNested(context, () => batch(keys));
    return keys.map((each) => found.get(each) ?? null);
  });
  context.loaders.set(key, loader);
  return loader;
}

/** `key` identifies one pair of types, so every caller with the same key uses the same batch type. */
function isLoader<V, K>(value: unknown): value is DataLoader<K, V | null> {
  return value instanceof DataLoader;
}
