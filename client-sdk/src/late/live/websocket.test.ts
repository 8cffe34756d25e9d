import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { OperationSink, SocketEnd } from "../../transport/socket.js";
import { createSocketOpener } from "./websocket.js";

/** A WebSocket whose other side is the test. */
class RawSocket {
  static last: RawSocket | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly said: unknown[] = [];
  closedWith: number | undefined;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    RawSocket.last = this;
  }

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  close(code?: number): void {
    this.closedWith ??= code;
  }

  hear(message: object | string): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

async function open(
  params: () => Promise<Record<string, string>> = () => Promise.resolve({ apiKey: "pk_1" }),
  renewInMs: number | null = null,
) {
  RawSocket.last = null;
  const onRenewal = jest.fn();
  const onOpen = jest.fn();
  const onEnd = jest.fn<(end: SocketEnd) => void>();
  const socket = createSocketOpener({
    url: () => "ws://x/graphql",
    params,
    renewInMs: () => renewInMs,
    webSocket: RawSocket,
  })({ onOpen, onEnd, onRenewal });
  await settle();
  const raw = RawSocket.last;
  return { socket, raw: raw ?? new RawSocket("none", "none"), wasOpened: raw !== null, onOpen, onEnd, onRenewal };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

async function opened(renewInMs: number | null = null) {
  const set = await open(undefined, renewInMs);
  set.raw.onopen?.();
  set.raw.hear({ type: "connection_ack" });
  return set;
}

function sink() {
  return {
    onAnswer: jest.fn<OperationSink["onAnswer"]>(),
    onError: jest.fn<OperationSink["onError"]>(),
    onComplete: jest.fn<OperationSink["onComplete"]>(),
  };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe("opening", () => {
  test("sends the credentials, and is open once they are acknowledged", async () => {
    const { raw, onOpen } = await opened();

    expect(raw.protocol).toBe("graphql-transport-ws");
    expect(raw.said).toEqual([{ type: "connection_init", payload: { apiKey: "pk_1" } }]);
    expect(onOpen).toHaveBeenCalledTimes(1);
  });

  test("ends if the server does not answer for fifteen seconds", async () => {
    const { raw, onEnd } = await open();
    jest.advanceTimersByTime(15_000);

    expect(onEnd.mock.calls[0]?.[0]).toMatchObject({ code: 4499, error: { code: "NETWORK_ERROR" } });
    expect(raw.closedWith).toBe(4499);
  });

  test("ends if no token can be fetched", async () => {
    const { wasOpened, onEnd } = await open(() => Promise.reject(new Error("backend down")));

    expect(wasOpened).toBe(false);
    expect(onEnd.mock.calls[0]?.[0].error).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("without a WebSocket class it ends, later, with an explanation", () => {
    const onEnd = jest.fn<(end: SocketEnd) => void>();
    const openSocket = createSocketOpener({
      url: () => "ws://x",
      params: () => Promise.resolve({}),
      renewInMs: () => null,
      webSocket: "none",
    });
    openSocket({ onOpen: jest.fn(), onEnd, onRenewal: jest.fn() });
    expect(onEnd).not.toHaveBeenCalled();

    jest.advanceTimersByTime(0);
    expect(onEnd.mock.calls[0]?.[0].error.message).toContain("`webSocket` option");
  });

  test("E-41: shortly before its token expires, a replacement socket is requested", async () => {
    const { onRenewal, onEnd } = await opened(50_000);
    jest.advanceTimersByTime(19_999);
    expect(onRenewal).not.toHaveBeenCalled();
    RawSocket.last?.hear({ type: "ping" });
    RawSocket.last?.hear({ type: "pong" });
    jest.advanceTimersByTime(15_000);
    RawSocket.last?.hear({ type: "pong" });
    jest.advanceTimersByTime(15_001);

    expect(onRenewal).toHaveBeenCalledTimes(1);
    expect(onEnd).not.toHaveBeenCalled();
  });

  test("closing while it connects leaves nothing open", async () => {
    const { socket, raw, onEnd } = await open();
    socket.close();
    raw.onerror?.();
    raw.onclose?.({ code: 1006, reason: "" });

    expect(onEnd).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("while open", () => {
  test("answers, errors and ends reach their operation only", async () => {
    const { socket, raw } = await opened();
    const [first, second] = [sink(), sink()];
    socket.send({ query: "a", variables: { x: 1 } }, first);
    socket.send({ query: "b", operationName: "B" }, second);
    expect(raw.said.slice(1)).toEqual([
      { id: "1", type: "subscribe", payload: { query: "a", variables: { x: 1 } } },
      { id: "2", type: "subscribe", payload: { query: "b", operationName: "B" } },
    ]);

    raw.hear({ id: "1", type: "next", payload: { data: { x: 1 } } });
    raw.hear({ id: "2", type: "error", payload: [{ message: "No.", extensions: { code: "FORBIDDEN" } }] });
    raw.hear({ id: "1", type: "complete" });
    raw.hear({ id: "1", type: "next", payload: { data: { x: 2 } } });
    expect(first.onAnswer.mock.calls).toEqual([[{ data: { x: 1 } }]]);
    expect(first.onComplete).toHaveBeenCalledTimes(1);
    expect(second.onError.mock.calls[0]?.[0].code).toBe("FORBIDDEN");
  });

  test("a stopped operation is completed once, and receives nothing more", async () => {
    const { socket, raw } = await opened();
    const heard = sink();
    const stop = socket.send({ query: "a" }, heard);
    stop();
    stop();
    raw.hear({ id: "1", type: "next", payload: { data: {} } });

    expect(raw.said.slice(2)).toEqual([{ id: "1", type: "complete" }]);
    expect(heard.onAnswer).not.toHaveBeenCalled();
  });

  test("pings are answered; an unanswered ping ends the socket", async () => {
    const { raw, onEnd } = await opened();
    raw.hear({ type: "ping" });
    jest.advanceTimersByTime(20_000);
    raw.hear({ type: "pong" });
    jest.advanceTimersByTime(20_000);
    expect(raw.said.slice(1)).toEqual([{ type: "pong" }, { type: "ping" }, { type: "ping" }]);
    expect(onEnd).not.toHaveBeenCalled();

    jest.advanceTimersByTime(8_000);
    expect(onEnd.mock.calls[0]?.[0].code).toBe(4499);
  });

  test.each(["not json", "[1]", "null"])("%s is not a message: the socket ends", async (text) => {
    const { raw, onEnd } = await opened();
    raw.hear(text);

    expect(onEnd.mock.calls[0]?.[0].code).toBe(4004);
    expect(raw.closedWith).toBe(4004);
  });

  test("the server's close code and reason are reported", async () => {
    const { raw, onEnd } = await opened();
    raw.onclose?.({ code: 4403, reason: "token expired" });
    raw.onclose?.({ code: 1006, reason: "" });

    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(onEnd.mock.calls[0]?.[0]).toMatchObject({
      code: 4403,
      error: { code: "FORBIDDEN", message: "The live connection ended with 4403: token expired." },
    });
  });
});
