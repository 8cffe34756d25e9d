import { CloseCode, MessageType, parseMessage, type SubscribeMessage } from "graphql-ws";
import type { GraphQLFormattedError } from "graphql";
import { AppError } from "../../platform/errors/index.js";
import { spoilInexactNumbers } from "../../platform/graphql/index.js";
import type { SocketCaller } from "./socket-caller.js";
import type { SocketChannel } from "./socket-channel.js";
import type { UnknownSocket } from "./unknown-sockets.js";

/** One operation of a socket. `stop` is called when its client completes the operation, or the socket closes. */
export interface SocketOperation {
  readonly id: string;
  isStopped: boolean;
  /** Ends the wait of the operation. */
  onStop: () => void;
}

/** The server's part of a session. */
export interface SessionHost {
  /** Authenticates the caller; null if the session was closed with the reason. */
  connect(session: SocketSession, payload: unknown): Promise<SocketCaller | null>;
  /** Executes an operation. Resolves when the operation has ended. */
  operate(session: SocketSession, caller: SocketCaller, subscribing: Subscribing): Promise<void>;
}

export interface Subscribing {
  operation: SocketOperation;
  payload: SubscribeMessage["payload"];
}

const OPERATIONS_MAX = 50;
/** Before its credentials a client sends a ping or two, and nothing else. */
const UNKNOWN_MESSAGES_MAX = 8;
const INIT_TIMEOUT_MS = 4000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Pings, pongs and completes that cost nothing: a burst, and how fast it is refilled. */
const FREE_BURST = 60;
const FREE_PER_SECOND = 1;
const CONTROL_MAX_LENGTH = 200;
/** A refusal counts 1, an invalid document 5; at 100 the socket is closed. */
const REFUSALS_MAX = 100;

/**
 * One socket in the protocol graphql-transport-ws. Opened → asking, when it has sent its credentials → acknowledged, when
 * they were found good → closed, by either side. Each message is paid for before it is read: by an allowance of the
 * socket, and by a point of its caller.
 */
export class SocketSession implements UnknownSocket {
  readonly channel: SocketChannel;
  readonly address: string;
  readonly #host: SessionHost;
  readonly #operations = new Map<string, SocketOperation>();
  #caller: SocketCaller | null = null;
  #hasAsked = false;
  #unknownCount = 0;
  #refusals = 0;
  #free = FREE_BURST;
  #freeAt = performance.now();
  #timer: NodeJS.Timeout | null;

  constructor(channel: SocketChannel, address: string, host: SessionHost) {
    this.channel = channel;
    this.address = address;
    this.#host = host;
    this.#timer = setTimeout(
      () => this.close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout"),
      INIT_TIMEOUT_MS,
    );
    channel.onMessage((text) => this.#hear(text));
  }

  get hasAsked(): boolean {
    return this.#hasAsked;
  }

  get operationCount(): number {
    return this.#operations.size;
  }

  evict(): void {
    this.close(1013, "Too many sockets wait for their credentials");
  }

  close(code: number, reason: string): void {
    this.channel.close(code, reason);
  }

  /** The socket is closed. */
  ended(): void {
    this.#stopTimer();
    for (const operation of this.#operations.values()) stop(operation);
    this.#operations.clear();
  }

  /** `payload` is JSON already. */
  sendNext(operation: SocketOperation, payload: string): void {
    if (operation.isStopped) return;
    this.#send(`{"id":${JSON.stringify(operation.id)},"type":"next","payload":${payload}}`);
  }

  sendErrors(operation: SocketOperation, payload: readonly GraphQLFormattedError[]): void {
    if (operation.isStopped) return;
    this.#send(JSON.stringify({ id: operation.id, type: "error", payload }));
  }

  sendComplete({ id, isStopped }: SocketOperation): void {
    if (!isStopped) this.#send(JSON.stringify({ id, type: "complete" }));
  }

  /** The socket is closed when this comes too often. */
  countRefusal(weight: number): void {
    this.#refusals += weight;
    if (this.#refusals >= REFUSALS_MAX) this.close(1008, "Too many operations were refused");
  }

  async #hear(text: string): Promise<void> {
    const refusal = this.#pay(text);
    if (!this.channel.isOpen) return;
    const message = readMessage(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#connect(message.payload);
      case MessageType.Ping:
        return this.#send(JSON.stringify({ type: "pong", ...(message.payload ? { payload: message.payload } : {}) }));
      case MessageType.Pong:
        return undefined;
      case MessageType.Subscribe:
        return this.#subscribe(message, refusal);
      case MessageType.Complete: {
        const operation = this.#operations.get(message.id);
        this.#operations.delete(message.id);
        return operation && stop(operation);
      }
      default:
        return this.close(CloseCode.BadRequest, "Invalid message received");
    }
  }

  /** The error if no points are left; the socket is closed for messages that get no answer. */
  #pay(text: string): AppError | null {
    if (!this.#caller) {
      this.#unknownCount += 1;
      if (this.#unknownCount > UNKNOWN_MESSAGES_MAX) this.close(1008, "Too many messages before connection_init");
      return null;
    }
    const isControl = text.length <= CONTROL_MAX_LENGTH && !text.includes("subscribe");
    if (isControl && this.#takeFree()) return null;
    try {
      this.#caller.budget?.take(1);
      return null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (isControl) this.close(1008, "Too many messages");
      return error;
    }
  }

  #takeFree(): boolean {
    const now = performance.now();
    this.#free = Math.min(FREE_BURST, this.#free + ((now - this.#freeAt) / 1000) * FREE_PER_SECOND);
    this.#freeAt = now;
    if (this.#free < 1) return false;
    this.#free -= 1;
    return true;
  }

  async #connect(payload: unknown): Promise<void> {
    if (this.#hasAsked) return this.close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
    this.#hasAsked = true;
    this.#stopTimer();
    this.#timer = setTimeout(() => this.close(1013, "Try again later"), CONNECT_TIMEOUT_MS);
    const caller = await this.#host.connect(this, payload);
    this.#stopTimer();
    if (!caller || !this.channel.isOpen) return;
    this.#caller = caller;
    this.#send('{"type":"connection_ack"}');
  }

  async #subscribe({ id, payload }: SubscribeMessage, refusal: AppError | null): Promise<void> {
    const caller = this.#caller;
    if (!caller) return this.close(CloseCode.Unauthorized, "Unauthorized");
    if (this.#operations.has(id)) {
      return this.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    }
    const operation: SocketOperation = { id, isStopped: false, onStop: () => undefined };
    const why = refusal ?? (this.#operations.size >= OPERATIONS_MAX ? tooMany() : null);
    if (why) {
      this.countRefusal(1);
      const { code, retryAfterMs } = why;
      const extensions = { code, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
      return this.sendErrors(operation, [{ message: why.message, extensions }]);
    }
    this.#operations.set(id, operation);
    try {
      await this.#host.operate(this, caller, { operation, payload });
    } finally {
      // The client may have completed it and begun another of the same id.
      if (this.#operations.get(id) === operation) this.#operations.delete(id);
    }
  }

  #send(text: string): void {
    void this.channel.send(text);
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function tooMany(): AppError {
  return new AppError("RATE_LIMITED", `One socket carries at most ${OPERATIONS_MAX} operations at a time.`);
}

function stop(operation: SocketOperation): void {
  operation.isStopped = true;
  operation.onStop();
}

function readMessage(text: string): ReturnType<typeof parseMessage> | null {
  try {
    const message = parseMessage(text);
    if (message.type === MessageType.Subscribe) spoilInexactNumbers(message, text);
    return message;
  } catch {
    return null;
  }
}
