import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { FakeSignals, FakeSockets } from "../../../test/support/fake-socket.js";
import { Connection } from "./connection.js";
import { CarillonError } from "../../errors.js";
import type { LiveRequest } from "../../transport/transport.js";

function setUp({ canRefresh = true, random = (): number => 1, pauseWhenHiddenMs = 30_000 } = {}) {
  const sockets = new FakeSockets();
  const signals = new FakeSignals();
  const refuse = jest.fn();
  const credentials = { canRefresh, refuse, accept: jest.fn(), retryNow: jest.fn() };
  const connection = new Connection({
    openSocket: sockets.open,
    credentials,
    signals,
    pauseWhenHiddenMs: () => pauseWhenHiddenMs,
    random,
  });
  const statuses: string[] = [];
  connection.subscribe(() => statuses.push(connection.getSnapshot().status));
  return { sockets, signals, refuse, connection, statuses, status: () => connection.getSnapshot().status };
}

function live(operation: LiveRequest["operation"] = () => ({ query: "subscription{x}" })) {
  return {
    operation,
    onAnswer: jest.fn<LiveRequest["onAnswer"]>(),
    onRefused: jest.fn<LiveRequest["onRefused"]>(),
    onLine: jest.fn<(isUp: boolean) => void>(),
  };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe("holding", () => {
  test("no socket is opened and no listener added before the connection is held", () => {
    const { sockets, signals, status } = setUp();

    expect(status()).toBe("idle");
    expect(sockets.all).toHaveLength(0);
    expect(signals.listenerCount).toBe(0);
  });

  test("many holders share one socket", () => {
    const { connection, sockets, statuses } = setUp();
    connection.hold();
    connection.keep(live());
    sockets.last.open();
    connection.keep(live());

    expect(sockets.all).toHaveLength(1);
    expect(sockets.last.sent).toHaveLength(2);
    expect(statuses).toEqual(["connecting", "open"]);
  });

  test("the socket stays open for a while after the last holder leaves, and a new holder reuses it", () => {
    const { connection, sockets, status, signals } = setUp();
    connection.hold()();
    sockets.last.open();
    jest.advanceTimersByTime(2_000);
    const letGo = connection.hold();
    jest.advanceTimersByTime(10_000);
    expect(sockets.all).toHaveLength(1);
    expect(status()).toBe("open");

    letGo();
    letGo();
    jest.advanceTimersByTime(3_000);
    expect(status()).toBe("idle");
    expect(sockets.last.isClosed).toBe(true);
    expect(signals.listenerCount).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("a closed connection never opens again", () => {
    const { connection, sockets, status } = setUp();
    connection.hold();
    connection.close();
    connection.hold()();
    connection.reconnect();
    jest.advanceTimersByTime(60_000);

    expect(status()).toBe("closed");
    expect(sockets.all).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("retries", () => {
  test("the first retry is within a second, later delays double up to thirty seconds", () => {
    const { connection, sockets } = setUp();
    connection.hold();
    const waits = Array.from({ length: 8 }, () => {
      sockets.last.end();
      const { retryAtMs } = connection.getSnapshot();
      const waitMs = (retryAtMs ?? 0) - Date.now();
      jest.advanceTimersByTime(waitMs);
      return waitMs;
    });

    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(sockets.all).toHaveLength(9);
  });

  test("jitter is full: a delay may be anything down to zero", () => {
    const { connection, sockets } = setUp({ random: () => 0.25 });
    connection.hold();
    sockets.last.end();

    expect((connection.getSnapshot().retryAtMs ?? 0) - Date.now()).toBe(250);
  });

  test("a socket that ends soon after opening counts as another failure; a stable one does not", () => {
    const { connection, sockets, status } = setUp();
    connection.hold();
    const loseAfter = (ms: number) => {
      sockets.last.open();
      jest.advanceTimersByTime(ms);
      sockets.last.end();
      const waitMs = (connection.getSnapshot().retryAtMs ?? 0) - Date.now();
      jest.advanceTimersByTime(waitMs);
      return waitMs;
    };

    expect([loseAfter(100), loseAfter(100), loseAfter(6000), loseAfter(6000)]).toEqual([1000, 2000, 1000, 1000]);
    expect(status()).toBe("reconnecting");
  });

  test("every kept operation is sent again, with variables that are computed again", () => {
    const { connection, sockets } = setUp();
    let version = "7-1";
    const request = live(() => ({ query: "q", variables: { afterVersion: version } }));
    connection.keep(request);
    sockets.last.open();
    version = "7-9";
    sockets.last.end();
    expect(request.onLine.mock.calls).toEqual([[true], [false]]);

    jest.advanceTimersByTime(1000);
    sockets.last.open();
    expect(sockets.last.sent.map(({ operation }) => operation.variables)).toEqual([{ afterVersion: "7-9" }]);
  });

  test("a late message of an old socket is ignored", () => {
    const { connection, sockets, status } = setUp();
    const request = live();
    connection.keep(request);
    const first = sockets.last;
    first.open();
    first.end();
    jest.advanceTimersByTime(1000);
    sockets.last.open();

    first.end();
    first.sent[0]?.sink.onAnswer({ data: {} });
    expect(status()).toBe("open");
    expect(request.onAnswer).not.toHaveBeenCalled();
  });
});

describe("refusals", () => {
  test.each([4401, 4403])("%i renews the token before a retry within a second", (code) => {
    const { connection, sockets, refuse, status } = setUp();
    connection.hold();
    sockets.last.end(code);
    expect(refuse).toHaveBeenCalledTimes(1);
    expect(status()).toBe("reconnecting");

    jest.advanceTimersByTime(1000);
    expect(sockets.all).toHaveLength(2);
  });

  test("a second one in a row is shown as refused, and retried ever more rarely, up to ten minutes", () => {
    const { connection, sockets, status } = setUp();
    connection.hold();
    for (let i = 0; i < 14; i += 1) {
      sockets.last.end(4403);
      if (i < 13) jest.advanceTimersByTime((connection.getSnapshot().retryAtMs ?? 0) - Date.now());
    }

    expect(status()).toBe("refused");
    expect((connection.getSnapshot().retryAtMs ?? 0) - Date.now()).toBe(600_000);
  });

  test("with a fixed token it is final until reconnect() is called", () => {
    const { connection, sockets, status } = setUp({ canRefresh: false });
    connection.hold();
    sockets.last.end(4403);
    jest.advanceTimersByTime(3_600_000);
    expect(status()).toBe("refused");
    expect(sockets.all).toHaveLength(1);

    connection.reconnect();
    sockets.last.open();
    expect(status()).toBe("open");
  });

  test.each([4400, 4406])("%i is permanent and not retried", (code) => {
    const { connection, sockets } = setUp();
    connection.hold();
    sockets.last.end(code);
    jest.advanceTimersByTime(3_600_000);

    expect(connection.getSnapshot()).toMatchObject({ status: "refused", retryAtMs: null });
    expect(sockets.all).toHaveLength(1);
  });
});

describe("page and network", () => {
  test("a page that is hidden for thirty seconds closes its socket, and reconnects as soon as it is visible", () => {
    const { connection, sockets, signals, status } = setUp();
    connection.hold();
    sockets.last.open();
    signals.setVisible(false);
    jest.advanceTimersByTime(29_999);
    expect(status()).toBe("open");

    jest.advanceTimersByTime(1);
    expect(status()).toBe("paused");
    expect(sockets.last.isClosed).toBe(true);

    signals.setVisible(true);
    expect(sockets.all).toHaveLength(2);
    sockets.last.open();
    expect(status()).toBe("open");
  });

  test("a page that is hidden for a moment keeps its socket", () => {
    const { connection, sockets, signals, status } = setUp();
    connection.hold();
    sockets.last.open();
    signals.setVisible(false);
    jest.advanceTimersByTime(20_000);
    signals.setVisible(true);
    jest.advanceTimersByTime(20_000);

    expect(status()).toBe("open");
    expect(sockets.all).toHaveLength(1);
  });

  test("pausing can be disabled", () => {
    const { connection, sockets, signals, status } = setUp({ pauseWhenHiddenMs: Infinity });
    connection.hold();
    sockets.last.open();
    signals.setVisible(false);
    jest.advanceTimersByTime(3_600_000);

    expect(status()).toBe("open");
  });

  test("without a network it waits, and connects at once when the network is back", () => {
    const { connection, sockets, signals, status } = setUp();
    connection.hold();
    sockets.last.open();
    signals.setOnline(false);
    expect(status()).toBe("offline");
    jest.advanceTimersByTime(3_600_000);
    expect(sockets.all).toHaveLength(1);

    signals.setOnline(true);
    expect(sockets.all).toHaveLength(2);
    expect(status()).toBe("reconnecting");
  });

  test("coming back online ends a long wait", () => {
    const { connection, sockets, signals } = setUp();
    connection.hold();
    for (let i = 0; i < 6; i += 1) {
      sockets.last.end();
      if (i < 5) jest.advanceTimersByTime((connection.getSnapshot().retryAtMs ?? 0) - Date.now());
    }
    const before = sockets.all.length;
    signals.tell();

    expect(sockets.all).toHaveLength(before + 1);
  });
});

describe("operations", () => {
  test("an operation that the server refuses ends, and the others continue", () => {
    const { connection, sockets } = setUp();
    const refused = live();
    const other = live();
    connection.keep(refused);
    connection.keep(other);
    sockets.last.open();
    sockets.last.sent[0]?.sink.onError(new CarillonError("FORBIDDEN", "no"));
    sockets.last.sent[1]?.sink.onAnswer({ data: { x: 1 } });
    jest.advanceTimersByTime(60_000);

    expect(refused.onRefused.mock.calls[0]?.[0].code).toBe("FORBIDDEN");
    expect(other.onAnswer).toHaveBeenCalledWith({ data: { x: 1 } });
    expect(sockets.last.sent).toHaveLength(2);
  });

  test("an operation that the server ends, or that fails internally, is sent again later", () => {
    const { connection, sockets } = setUp();
    const request = live();
    connection.keep(request);
    sockets.last.open();
    sockets.last.sent[0]?.sink.onComplete();
    jest.advanceTimersByTime(1000);
    sockets.last.sent[1]?.sink.onError(new CarillonError("RATE_LIMITED", "slow", { retryAfterMs: 7000 }));
    jest.advanceTimersByTime(6999);
    expect(sockets.last.sent).toHaveLength(2);

    jest.advanceTimersByTime(1);
    expect(sockets.last.sent).toHaveLength(3);
    expect(request.onRefused).not.toHaveBeenCalled();
  });

  test("an operation that was stopped is not sent again", () => {
    const { connection, sockets } = setUp();
    connection.hold();
    const end = connection.keep(live());
    sockets.last.open();
    end();
    expect(sockets.last.sent[0]?.isStopped).toBe(true);

    sockets.last.end();
    jest.advanceTimersByTime(1000);
    sockets.last.open();
    expect(sockets.last.sent).toHaveLength(0);
  });
});
