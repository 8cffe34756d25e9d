import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { until } from "../../test/support/fake-server.js";
import { LiveSetUp, itemsOf } from "../../test/support/live-set-up.js";
import type { FeedHandle } from "../types.js";
import { shareSocket } from "./index.js";

/** The used part of Web Locks: one holder at a time, in the order of requests. */
class FakeLocks {
  private readonly queues = new Map<string, (() => void)[]>();

  async request(name: string, options: { signal: AbortSignal }, callback: () => Promise<void>): Promise<void> {
    const queue = this.queues.get(name) ?? [];
    this.queues.set(name, queue);
    await new Promise<void>((resolve, reject) => {
      queue.push(resolve);
      options.signal.addEventListener("abort", () => {
        if (queue[0] === resolve) return;
        queue.splice(queue.indexOf(resolve), 1);
        reject(new Error("aborted"));
      });
      if (queue.length === 1) resolve();
    });
    await callback();
    queue.shift();
    queue[0]?.();
  }
}

const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
let setUp: LiveSetUp;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  Object.defineProperty(globalThis, "navigator", { value: { locks: new FakeLocks() }, configurable: true });
  Object.assign(globalThis, {
    window: new EventTarget(),
    document: Object.assign(new EventTarget(), { baseURI: "http://localhost/" }),
  });
});

afterEach(async () => {
  await setUp.stop();
  Reflect.deleteProperty(globalThis, "window");
  Reflect.deleteProperty(globalThis, "document");
  if (before) Object.defineProperty(globalThis, "navigator", before);
});

const openTab = () => setUp.open({ shareSocket: shareSocket(), markStorage: null });

describe("one socket for all tabs", () => {
  test("W-07: three tabs of a user share one socket, and each receives the changes", async () => {
    const feeds: FeedHandle[] = [];
    for (const tab of [openTab(), openTab(), openTab()]) feeds.push(await setUp.startLive(tab));
    expect(setUp.server.socketCount).toBe(1);
    setUp.server.feed.insert();
    setUp.server.publish();
    await until(() => feeds.every((feed) => itemsOf(feed).length === 6));
  });

  test("W-07: when the leading tab closes, another one leads within two seconds, and nothing is missed", async () => {
    const [first, second, third] = [openTab(), openTab(), openTab()];
    await setUp.startLive(first);
    const feeds = [await setUp.startLive(second), await setUp.startLive(third)];
    const startedAt = Date.now();
    first.close();
    setUp.server.feed.insert();
    await until(() => feeds.every((feed) => itemsOf(feed).length === 6 && feed.store.getSnapshot().isLive));

    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(setUp.server.socketCount).toBe(1);
    expect(setUp.server.callsOf("FeedPage")).toHaveLength(3);
  });

  test("W-07: a lost socket is opened again once for all tabs", async () => {
    const feeds = [await setUp.startLive(openTab()), await setUp.startLive(openTab())];
    setUp.server.dropSockets();
    setUp.server.feed.insert();
    await until(() => feeds.every((feed) => itemsOf(feed).length === 6 && feed.store.getSnapshot().isLive));

    expect(setUp.server.socketCount).toBe(1);
  });

  test("W-07: a tab of another user has its own socket", async () => {
    await setUp.startLive(openTab());
    await setUp.startLive(setUp.open({ userId: "bob", shareSocket: shareSocket(), markStorage: null }));

    expect(setUp.server.socketCount).toBe(2);
  });

  test("W-07: without Web Locks each tab has its own socket", async () => {
    Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
    await setUp.startLive(openTab());
    await setUp.startLive(openTab());

    expect(setUp.server.socketCount).toBe(2);
  });
});
