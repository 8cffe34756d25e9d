import type { MarkStorage } from "../feed/mark-storage.js";

/** The used part of `@react-native-async-storage/async-storage`'s default export. */
export interface AsyncStorageLike {
  getAllKeys(): Promise<readonly string[]>;
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

// The prefix of the names of stored marks.
const OURS = "carillon-marks-";

/**
 * Keeps marks that could not be sent in an AsyncStorage, so that the next start of the app sends them. What was left is read first; a
 * storage that cannot be read or written is as good as none.
 *
 * @example
 * createClient({ endpoint, publicKey, userToken, markStorage: await openMarkStorage(AsyncStorage) });
 */
export async function openMarkStorage(storage: AsyncStorageLike): Promise<MarkStorage> {
  const held = await read(storage).catch(() => new Map<string, string>());
  // One after the other, so that writes keep their order.
  let last = Promise.resolve();
  const write = (action: () => Promise<void>): void => {
    last = last.then(action).catch(() => undefined);
  };

  return {
    get length() {
      return held.size;
    },
    key: (index) => [...held.keys()][index] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem(key, value) {
      held.set(key, value);
      write(() => storage.setItem(key, value));
    },
    removeItem(key) {
      if (held.delete(key)) write(() => storage.removeItem(key));
    },
  };
}

async function read(storage: AsyncStorageLike): Promise<Map<string, string>> {
  const keys = (await storage.getAllKeys()).filter((key) => key.startsWith(OURS));
  const entries = await Promise.all(keys.map(async (key) => [key, await storage.getItem(key)] as const));
  return new Map(entries.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])));
}
