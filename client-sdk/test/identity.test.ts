import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { TokenProvider } from "../src/options.js";
import { type FakeServer, until } from "./support/fake-server.js";
import { LiveSetUp, itemsOf } from "./support/live-set-up.js";
import { tokenFor } from "./support/tokens.js";

let setUp: LiveSetUp;
let server: FakeServer;

beforeEach(async () => {
  setUp = await LiveSetUp.start();
  server = setUp.server;
});

afterEach(() => setUp.stop());

const tokensSeen = (): readonly unknown[] =>
  server.callsOf("FeedPage").map(({ headers }) => headers["x-carillon-user-token"]);

describe("who it is", () => {
  test("E-1, F3: a function that returns another user's token empties the feed at once and loads the new user's", async () => {
    let token = tokenFor("alice");
    const client = setUp.open({ userId: undefined, userToken: () => token });
    const feed = await setUp.startLive(client);
    const seen: number[] = [];
    feed.store.subscribe(() => seen.push(itemsOf(feed).length));
    token = tokenFor("bob");
    await client.recheckPerson();

    expect(itemsOf(feed)).toEqual([]);
    expect(client.person.getSnapshot()).toEqual({ id: "bob", switchCount: 1 });
    await until(() => feed.store.getSnapshot().isLive);
    expect(tokensSeen().at(-1)).toBe(tokenFor("bob"));
    expect(server.connectionParams.at(-1)).toMatchObject({ userToken: tokenFor("bob") });
    expect(server.socketCount).toBe(1);
  });

  test("E-1: a function that returns null means that nobody is signed in, and the next user is detected", async () => {
    let token: string | null = tokenFor("alice");
    const client = setUp.open({ userId: undefined, userToken: () => token });
    const feed = await setUp.startLive(client);
    token = null;
    await client.recheckPerson();
    expect(itemsOf(feed)).toEqual([]);
    await until(() => feed.store.getSnapshot().status === "error");
    expect(feed.store.getSnapshot().error?.code).toBe("UNAUTHENTICATED");

    token = tokenFor("bob");
    await client.recheckPerson();
    await until(() => feed.store.getSnapshot().isLive);
    expect(tokensSeen().at(-1)).toBe(tokenFor("bob"));
  });

  test("E-1: a switch of users discards marks in flight, and their promises reject", async () => {
    const client = setUp.open({ userId: undefined, userToken: tokenFor("alice") });
    const feed = await setUp.startLive(client);
    server.script.push("hang");
    const marked = feed.markRead("msg_5");
    await until(() => server.callsOf("MarkMessages").length === 1);
    client.setUserToken(tokenFor("bob"));

    await expect(marked).rejects.toMatchObject({ code: "ABORTED" });
    await until(() => feed.store.getSnapshot().isLive);
    expect(itemsOf(feed).every(({ readAt }) => readAt === null)).toBe(true);
  });

  test("E-1: other tabs of the former user check the user again", async () => {
    let token = tokenFor("alice");
    const here = setUp.open({ userId: undefined, userToken: () => token });
    const there = setUp.open({ userId: undefined, userToken: () => token });
    const [, feed] = [await setUp.startLive(here), await setUp.startLive(there)];
    token = tokenFor("bob");
    await here.recheckPerson();

    await until(() => there.person.getSnapshot().id === "bob" && feed.store.getSnapshot().isLive);
    expect(there.person.getSnapshot().switchCount).toBe(1);
  });

  test("E-2: a renewed token is used by calls and by the socket, without a gap and without a reload", async () => {
    const client = setUp.open({ userId: undefined, userToken: tokenFor("alice", { jti: "1" }) });
    const feed = await setUp.startLive(client);
    const statuses: string[] = [];
    client.connection.subscribe(() => statuses.push(client.connection.getSnapshot().status));
    const renewed = tokenFor("alice", { jti: "2" });
    client.setUserToken(renewed);
    await until(() => server.connectionParams.length === 2 && server.socketCount === 1);
    server.feed.insert();
    server.publish();
    await until(() => itemsOf(feed).length === 6);

    expect(statuses).toEqual([]);
    expect(server.connectionParams.at(-1)).toMatchObject({ userToken: renewed });
    expect(server.callsOf("FeedPage")).toHaveLength(1);
    await feed.markRead("msg_5");
    expect(server.callsOf("MarkMessages")[0]?.headers["x-carillon-user-token"]).toBe(renewed);
  });

  test("E-1: the host's `person` identifies the user of an opaque token", async () => {
    const client = setUp.open({ userId: undefined, userToken: "opaque", person: "alice" });
    await setUp.startLive(client);

    expect(client.person.getSnapshot().id).toBe("alice");
  });
});

describe("the end of a token", () => {
  test("E-41: a socket is replaced before its token expires, without gaps or visible changes", async () => {
    const userToken = jest.fn<TokenProvider>(() => {
      const nowS = Date.now() / 1000;
      return tokenFor("alice", { iat: nowS, exp: nowS + 1 });
    });
    const client = setUp.open({ userId: undefined, userToken });
    const feed = await setUp.startLive(client);
    const statuses: string[] = [];
    client.connection.subscribe(() => statuses.push(client.connection.getSnapshot().status));
    await until(() => server.connectionParams.length >= 3);
    server.feed.insert();
    server.publish();
    await until(() => itemsOf(feed).length === 6);

    expect(statuses).toEqual([]);
    expect(userToken.mock.calls.map(([{ reason }]) => reason).slice(0, 3)).toEqual(["first", "expired", "expired"]);
    expect(server.callsOf("FeedPage")).toHaveLength(1);
  });

  test("E-29: a token that is refused repeatedly costs few calls and few sockets in the first minute", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
    try {
      const userToken = jest.fn<TokenProvider>(() => tokenFor("alice"));
      const refused = JSON.stringify({ errors: [{ message: "No.", extensions: { code: "UNAUTHENTICATED" } }] });
      const fetch = jest.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response(refused)));
      const sockets: RefusingSocket[] = [];
      const webSocket = class extends RefusingSocket {
        constructor() {
          super();
          sockets.push(this);
        }
      };
      const client = setUp.open({ userId: undefined, userToken, fetch, webSocket });
      client.feed().start();
      for (let second = 0; second < 60; second += 1) {
        await jest.advanceTimersByTimeAsync(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }

      expect(fetch.mock.calls.length).toBeGreaterThan(1);
      expect(fetch.mock.calls.length).toBeLessThanOrEqual(6);
      expect(sockets.length).toBeLessThanOrEqual(6);
      expect(userToken.mock.calls.length).toBeLessThanOrEqual(8);
      expect(client.feed().store.getSnapshot()).toMatchObject({ status: "error", error: { code: "UNAUTHENTICATED" } });
      client.close();
    } finally {
      jest.useRealTimers();
    }
  });
});

/** A socket whose server refuses the credentials. */
class RefusingSocket {
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  constructor() {
    setTimeout(() => this.onopen?.(), 10);
  }
  send(): void {
    setTimeout(() => this.onclose?.({ code: 4401, reason: "Unauthorized" }), 10);
  }
  close(): void {
    this.onclose = null;
  }
}
