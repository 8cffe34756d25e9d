import { Redis } from "ioredis";
import type { Logger } from "../logging/index.js";
import type { Hints, Unsubscribe } from "./hints.js";
import { LocalHints } from "./local-hints.js";

const PREFIX = "carillon:";

/**
 * Hints between processes by Redis pub/sub. Inside this process a hint takes the short way, so that without Redis one
 * process loses nothing; what came back from Redis of our own is told apart by the sender's name and dropped.
 */
export class RedisHints implements Hints {
  readonly #local = new LocalHints();
  readonly #gapHandlers = new Set<() => void>();
  readonly #subscribed = new Map<string, number>();
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #sender: string;

  constructor(url: string, options: { sender: string; log: Logger }) {
    this.#sender = options.sender;
    const connect = (): Redis =>
      new Redis(url, {
        maxRetriesPerRequest: 0,
        enableOfflineQueue: false,
        retryStrategy: (n) => Math.min(100 * n, 2000),
      });
    this.#publisher = connect();
    this.#subscriber = connect();
    for (const client of [this.#publisher, this.#subscriber]) {
      client.on("error", (error: Error) => options.log.warn({ event: "hints.redis_trouble", reason: error.message }));
    }
    this.#subscriber.on("message", (channel: string, message: string) => this.#receive(channel, message));
    this.#subscriber.on("ready", () => void this.#resubscribe());
  }

  publish(topic: string, payload: string): void {
    this.#local.publish(topic, payload);
    if (this.#publisher.status !== "ready") return;
    void this.#publisher.publish(PREFIX + topic, `${this.#sender} ${payload}`).catch(() => undefined);
  }

  subscribe(topic: string, handler: (payload: string) => void): Unsubscribe {
    const count = this.#subscribed.get(topic) ?? 0;
    this.#subscribed.set(topic, count + 1);
    if (count === 0) void this.#subscriber.subscribe(PREFIX + topic).catch(() => undefined);
    const leave = this.#local.subscribe(topic, handler);
    return () => {
      leave();
      const left = (this.#subscribed.get(topic) ?? 1) - 1;
      this.#subscribed.set(topic, left);
      if (left > 0) return;
      this.#subscribed.delete(topic);
      void this.#subscriber.unsubscribe(PREFIX + topic).catch(() => undefined);
    };
  }

  onGap(handler: () => void): Unsubscribe {
    this.#gapHandlers.add(handler);
    return () => this.#gapHandlers.delete(handler);
  }

  async close(): Promise<void> {
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
    await this.#local.close();
  }

  #receive(channel: string, message: string): void {
    const space = message.indexOf(" ");
    if (message.slice(0, space) === this.#sender) return;
    this.#local.publish(channel.slice(PREFIX.length), message.slice(space + 1));
  }

  /** After a break nobody knows what was missed: readers are told to look. */
  async #resubscribe(): Promise<void> {
    const topics = [...this.#subscribed.keys()].map((topic) => PREFIX + topic);
    if (topics.length > 0) await this.#subscriber.subscribe(...topics).catch(() => undefined);
    for (const handler of this.#gapHandlers) handler();
  }
}
