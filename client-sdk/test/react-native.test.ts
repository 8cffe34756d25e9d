import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createClient as createAnyClient } from "../src/client/create-client.js";
import { createClient } from "../src/index.native.js";
import { lateNow } from "../src/client/load-late.js";
import { type AppStateLike, type NetInfoLike, createAppSignals, openMarkStorage } from "../src/react-native/index.js";
import { type FakeServer, until } from "./support/fake-server.js";
import { LiveSetUp, readOf } from "./support/live-set-up.js";

/** Like React Native's: properties cannot be assigned, and those that need parsing may be missing. */
class NativeUrl {
  constructor(private readonly text: string) {}
  get href(): string {
    return this.text;
  }
  get protocol(): string {
    throw new Error("URL.protocol is not implemented");
  }
}

/** `AppState` of React Native. */
class FakeAppState implements AppStateLike {
  currentState = "active";
  private readonly listeners = new Set<(state: string) => void>();

  addEventListener(_type: "change", listener: (state: string) => void): { remove(): void } {
    this.listeners.add(listener);
    return { remove: () => void this.listeners.delete(listener) };
  }

  go(state: string): void {
    this.currentState = state;
    for (const listener of this.listeners) listener(state);
  }

  get listenerCount(): number {
    return this.listeners.size;
  }
}

/** `NetInfo`: calls a new listener at once. */
class FakeNetInfo implements NetInfoLike {
  private isConnected: boolean | null = null;
  private readonly listeners = new Set<(state: { readonly isConnected: boolean | null }) => void>();

  addEventListener(listener: (state: { readonly isConnected: boolean | null }) => void): () => void {
    this.listeners.add(listener);
    listener({ isConnected: this.isConnected });
    return () => void this.listeners.delete(listener);
  }

  set(isConnected: boolean): void {
    this.isConnected = isConnected;
    for (const listener of this.listeners) listener({ isConnected });
  }
}

/** `AsyncStorage`. */
class FakeAsyncStorage {
  readonly held = new Map<string, string>();
  getAllKeys = async () => [...this.held.keys()];
  getItem = async (key: string) => this.held.get(key) ?? null;
  setItem = async (key: string, value: string) => void this.held.set(key, value);
  removeItem = async (key: string) => void this.held.delete(key);
}

const GLOBALS = ["URL", "navigator", "window", "BroadcastChannel", "TextEncoder", "TextDecoder", "crypto"] as const;

describe("in React Native", () => {
  const before = new Map(GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
  let setUp: LiveSetUp;
  let server: FakeServer;
  const set = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

  beforeEach(async () => {
    setUp = await LiveSetUp.start();
    server = setUp.server;
    for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name);
    set("URL", NativeUrl);
    set("window", globalThis);
    set("navigator", { product: "ReactNative" });
  });
  afterEach(async () => {
    await setUp.stop();
    for (const [name, descriptor] of before) {
      Reflect.deleteProperty(globalThis, name);
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    }
  });

  test("RN-1: a feed is live and marks are sent, without browser-only APIs", async () => {
    const feed = await setUp.startLive();
    await feed.markRead("msg_1");

    expect(readOf(feed)).toEqual(["msg_1"]);
  });

  test("RN-2: a secret key is refused, as in a browser", () => {
    expect(() => createAnyClient({ endpoint: "https://notify.example.com/graphql", secretKey: "sk_1" })).toThrow(
      "A secret key must never reach a browser or an app.",
    );
  });

  test("RN-3: nothing is loaded lazily: an app is one file", () => {
    createClient({ endpoint: server.endpoint, publicKey: "pk_1", userId: "ada" }).close();

    expect(lateNow()).not.toBeNull();
  });

  test("RN-4: an app in the background closes its socket after a while, and is live again when it returns", async () => {
    const appState = new FakeAppState();
    const signals = createAppSignals({ appState });
    const feed = await setUp.startLive(setUp.open({ signals, pauseWhenHiddenMs: 10 }));
    appState.go("inactive");
    expect(signals.isVisible()).toBe(true);
    appState.go("background");
    await until(() => !feed.store.getSnapshot().isLive);
    server.feed.insert();
    appState.go("active");
    await until(() => feed.store.getSnapshot().isLive && feed.store.getSnapshot().items.length === 6);
  });

  test("RN-5: the network state comes from NetInfo; unknown counts as connected", () => {
    const [appState, netInfo] = [new FakeAppState(), new FakeNetInfo()];
    const signals = createAppSignals({ appState, netInfo });
    let changes = 0;
    const stop = signals.subscribe(() => (changes += 1));
    expect(signals.isOnline()).toBe(true);
    netInfo.set(false);
    expect(signals.isOnline()).toBe(false);
    expect(changes).toBeGreaterThan(0);
    stop();
    expect(appState.listenerCount).toBe(0);
    expect(signals.isOnline()).toBe(true);
  });

  test("RN-6: unsent marks wait in AsyncStorage, and the next start of the app sends them", async () => {
    const [appState, asyncStorage] = [new FakeAppState(), new FakeAsyncStorage()];
    const line = { isCut: false };
    const cut: typeof fetch = (...args) =>
      line.isCut ? Promise.reject(new TypeError("Network request failed")) : fetch(...args);
    const options = {
      fetch: cut,
      signals: createAppSignals({ appState }),
      markStorage: await openMarkStorage(asyncStorage),
    };
    const feed = await setUp.startLive(setUp.open(options));
    line.isCut = true;
    void feed.markRead("msg_2").catch(() => undefined);
    await until(() => asyncStorage.held.size === 1);
    // The system ends background apps without notice.
    appState.go("background");
    await until(() => [...asyncStorage.held.values()].some((text) => text.includes('"isLeaving":true')));

    await setUp.startLive(setUp.open({ markStorage: await openMarkStorage(asyncStorage) }));
    await until(() => server.feed.item("msg_2")?.readAt !== null);
    await until(() => asyncStorage.held.size === 0);
  });
});
