import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { createClient } from "../src/client/create-client.js";
import { type FakeServer, until } from "./support/fake-server.js";
import { FakeSignals } from "./support/fake-socket.js";
import { LiveSetUp, itemsOf } from "./support/live-set-up.js";

const BROKEN = { status: 500, body: { errors: [{ message: "Oh.", extensions: { code: "INTERNAL_SERVER_ERROR" } }] } };

let setUp: LiveSetUp;
let server: FakeServer;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  server = setUp.server;
});

afterEach(() => setUp.stop());

describe("the reader's position", () => {
  test("E-16: after more than a hundred missed items all loaded items are still there, below the new ones, and listeners get the arrivals", async () => {
    for (let i = 0; i < 55; i += 1) server.feed.insert();
    const feed = await setUp.startLive();
    while (feed.store.getSnapshot().hasNextPage) await feed.fetchNextPage();
    const before = itemsOf(feed).map(({ id }) => id);
    const heard: string[] = [];
    feed.onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    server.dropSockets();
    await until(() => !feed.store.getSnapshot().isLive);
    for (let i = 0; i < 150; i += 1) server.feed.insert();
    const shorter: number[] = [];
    feed.store.subscribe(() => {
      if (itemsOf(feed).length < before.length) shorter.push(itemsOf(feed).length);
    });
    await until(() => itemsOf(feed).length === 210);

    expect(
      itemsOf(feed)
        .slice(150)
        .map(({ id }) => id),
    ).toEqual(before);
    expect(heard).toHaveLength(150);
    expect(shorter).toEqual([]);
  });

  test("E-16: a first page, and a reload without new items, are not reported as arrivals", async () => {
    const client = setUp.open();
    const heard: string[] = [];
    client.feed().onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    const feed = await setUp.startLive(client);
    await feed.refetch();

    expect(heard).toEqual([]);
  });
});

describe("errors of loads", () => {
  test("E-20: a list that fails repeatedly reports it once, with the reason, and does not flicker", async () => {
    server.script.push(...Array.from({ length: 3 }, () => BROKEN));
    const client = setUp.open();
    const feed = client.feed();
    const said: string[] = [];
    feed.store.subscribe(() => {
      const { status, error } = feed.store.getSnapshot();
      const words = `${status} ${error?.code ?? ""}`.trim();
      if (said.at(-1) !== words) said.push(words);
    });
    feed.start();
    await until(() => feed.store.getSnapshot().status === "error");
    await feed.refetch().catch(() => undefined);
    await feed.refetch().catch(() => undefined);
    await until(() => feed.store.getSnapshot().status === "ready");

    expect(said).toEqual(["loading", "error INTERNAL_SERVER_ERROR", "ready"]);
  });

  test("E-29: a refused load waits longer than a failed one, and for a visible page", async () => {
    jest.useFakeTimers();
    try {
      const signals = new FakeSignals();
      const refused = JSON.stringify({ errors: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] });
      const fetch = jest.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(refused)));
      const client = setUp.open({ fetch, signals, webSocket: SilentSocket, pauseWhenHiddenMs: 1_000 });
      client.feed().start();
      await jest.advanceTimersByTimeAsync(9_000);
      expect(fetch).toHaveBeenCalledTimes(1);

      signals.setVisible(false);
      await jest.advanceTimersByTimeAsync(3_600_000);
      expect(fetch).toHaveBeenCalledTimes(1);

      signals.setVisible(true);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(fetch).toHaveBeenCalledTimes(2);
      client.close();
    } finally {
      jest.useRealTimers();
    }
  });
});

describe("listeners of the host", () => {
  test("a listener that throws does not affect other listeners or feeds", async () => {
    const quiet = jest.spyOn(console, "error").mockImplementation(() => undefined);
    const feed = await setUp.startLive();
    const heard: string[] = [];
    const stop = feed.store.subscribe(() => {
      throw new Error("host");
    });
    feed.onNewItems(() => {
      throw new Error("host");
    });
    feed.onNewItems((items) => heard.push(...items.map(({ id }) => id)));
    server.feed.insert();
    server.publish();
    await until(() => heard.length === 1);
    server.feed.insert();
    server.publish();
    await until(() => heard.length === 2);

    stop();
    expect(quiet).toHaveBeenCalled();
    quiet.mockRestore();
  });
});

describe("outside browsers", () => {
  test("E-7, E-9, F5: a client with a relative endpoint is created without randomness, clock or location", () => {
    const chance = jest.spyOn(Math, "random");
    const clock = jest.spyOn(Date, "now");
    const client = createClient({ endpoint: "/graphql", publicKey: "pk_1", userToken: () => "t" });
    const feed = client.feed({ pageSize: 5 });

    expect(feed.store.getSnapshot().status).toBe("idle");
    expect(chance).not.toHaveBeenCalled();
    expect(clock).not.toHaveBeenCalled();
    chance.mockRestore();
    clock.mockRestore();
  });
});

/** A socket that never opens. */
class SilentSocket {
  send(): void {}
  close(): void {}
}
