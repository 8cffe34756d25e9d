import { useSyncExternalStore } from "react";

/** A choice that this browser keeps between visits. */
export interface StoredChoice<Value extends string> {
  get(): Value;
  set(value: Value): void;
  /** The choice, for a component that follows its changes. */
  use(): Value;
}

/** The first of `values` holds until another one is chosen. Without storage a choice lasts as long as the page. */
export function storedChoice<Value extends string>(
  key: string,
  values: readonly [Value, ...Value[]],
): StoredChoice<Value> {
  const listeners = new Set<() => void>();
  let current = stored();

  function stored(): Value {
    try {
      const kept = localStorage.getItem(key);
      return values.find((value) => value === kept) ?? values[0];
    } catch {
      return values[0];
    }
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    get: () => current,
    set(value) {
      current = value;
      try {
        localStorage.setItem(key, value);
      } catch {
        // The choice is kept in this page.
      }
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, () => current),
  };
}
