import type { FeedPage } from "../feed/model.js";
import type { FeedCache, FeedCacheKey } from "../options.js";
import { open, sealWith } from "./sealing.js";

const DATABASE = "carillon-feeds-1";
const STORE = "pages";
const DEFAULT_MAX_AGE_MS = 7 * 24 * 3_600_000;
const SESSION_FLAG = "carillon-feeds-session-1";

export interface FeedCacheOptions {
  /** An AES-GCM key that encrypts pages. Without it, pages are stored as plain text. */
  readonly encryptionKey?: CryptoKey | (() => Promise<CryptoKey>);
  /** Maximum age of a shown page in milliseconds. Default: seven days. */
  readonly maxAgeMs?: number;
  /** `session` deletes everything when the browser is restarted; `always` (the default) keeps it. */
  readonly lasts?: "always" | "session";
}

interface Entry {
  readonly savedAt: number;
  readonly content: unknown;
}

/**
 * Keeps the first page of each feed in IndexedDB, so that a person's next visit begins with items. A person's pages are dropped when
 * another one takes their place, and when the client is closed.
 *
 * @example
 * createClient({ endpoint, publicKey, userToken, cache: createFeedCache() });
 */
export function createFeedCache(options: FeedCacheOptions = {}): FeedCache {
  let opening: Promise<IDBDatabase> | null = null;
  const database = (): Promise<IDBDatabase> => {
    opening ??= openDatabase(options.lasts === "session").catch((error: unknown) => {
      // The next caller tries again.
      opening = null;
      throw error;
    });
    return opening;
  };
  // Opens the database at once, while the page is still being rendered, because opening takes longer than reading. A
  // server has no IndexedDB.
  if (typeof indexedDB !== "undefined") quietly(database);
  const store = async (mode: IDBTransactionMode): Promise<IDBObjectStore> =>
    (await database()).transaction(STORE, mode).objectStore(STORE);
  const seal = sealWith(options.encryptionKey);

  return {
    async read(key) {
      const found = (await result<unknown>((await store("readonly")).get(nameOf(key)))) as Entry | undefined;
      if (found === undefined || Date.now() - found.savedAt > (options.maxAgeMs ?? DEFAULT_MAX_AGE_MS)) return null;
      return open(found.content, options.encryptionKey) as Promise<FeedPage | null>;
    },
    write(key, page) {
      quietly(async () => {
        const entry: Entry = { savedAt: Date.now(), content: await seal(page) };
        await result((await store("readwrite")).put(entry, nameOf(key)));
      });
    },
    forget(person) {
      quietly(async () => {
        const all = IDBKeyRange.bound(`${person}\n`, `${person}\n\uffff`);
        await result((await store("readwrite")).delete(all));
      });
    },
  };
}

function nameOf({ person, feed }: FeedCacheKey): string {
  return `${person}\n${feed}`;
}

async function openDatabase(isForSession: boolean): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await result(request);
  if (isForSession && sessionStorage.getItem(SESSION_FLAG) === null) {
    sessionStorage.setItem(SESSION_FLAG, "1");
    await result(database.transaction(STORE, "readwrite").objectStore(STORE).clear());
  }
  return database;
}

function result<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed."));
  });
}

/** A browser may forbid storage or be out of space. Then the next visit starts without items. */
function quietly(action: () => Promise<unknown>): void {
  action().catch(() => undefined);
}
