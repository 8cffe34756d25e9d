import { LocalHints, type Hints, type Unsubscribe } from "../hints/index.js";
import type { Logger } from "../logging/index.js";
import { connectRedis, isClusterUrl, type RedisClient } from "./connect-redis.js";

const PREFIX = "carillon:";

export interface RedisHintsOptions {
  /** The URL of one server, or of several nodes of a cluster, separated by commas. */
  url: string;
  /** A unique name of this process. */
  sender: string;
  log: Logger;
}

/**
 * Hints between processes by Redis pub/sub, sharded in a cluster. Within the process, hints are delivered directly, so a
 * single process needs no Redis. Messages that this process published itself are recognised by the sender's name and
 * dropped.
 */
export class RedisHints implements Hints {
  readonly #local = new LocalHints();
  readonly #gapHandlers = new Set<() => void>();
  readonly #subscribed = new Map<string, number>();
  readonly #publisher: RedisClient;
  readonly #subscriber: RedisClient;
  readonly #channels: Channels;
  readonly #sender: string;

  constructor({ url, sender, log }: RedisHintsOptions) {
    this.#sender = sender;
    this.#channels = isClusterUrl(url) ? SHARDED : PLAIN;
    this.#publisher = connectRedis({ url, log });
    this.#subscriber = connectRedis({ url, log, isSubscriber: true });
    this.#subscriber.on(this.#channels.event, (channel: string, message: string) => this.#receive(channel, message));
    this.#subscriber.on("ready", () => void this.#resubscribe());
  }

  publish(topic: string, payload: string): boolean {
    const isHeardHere = this.#local.publish(topic, payload);
    if (this.#publisher.status !== "ready") return isHeardHere;
    this.#channels.publish(this.#publisher, PREFIX + topic, `${this.#sender} ${payload}`).catch(() => undefined);
    return true;
  }

  subscribe(topic: string, handler: (payload: string) => void): Unsubscribe {
    const count = this.#subscribed.get(topic) ?? 0;
    this.#subscribed.set(topic, count + 1);
    if (count === 0) this.#channels.subscribe(this.#subscriber, PREFIX + topic).catch(() => undefined);
    const leave = this.#local.subscribe(topic, handler);
    return () => {
      leave();
      const left = (this.#subscribed.get(topic) ?? 1) - 1;
      this.#subscribed.set(topic, left);
      if (left > 0) return;
      this.#subscribed.delete(topic);
      this.#channels.unsubscribe(this.#subscriber, PREFIX + topic).catch(() => undefined);
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

  /**
   * Hints may be lost during a disconnection. Readers are notified to read their rows once the subscription is back.
   */
  async #resubscribe(): Promise<void> {
    const topics = [...this.#subscribed.keys()].map((topic) => PREFIX + topic);
    const subscribing = topics.map((topic) => this.#channels.subscribe(this.#subscriber, topic));
    await Promise.allSettled(subscribing);
    for (const handler of this.#gapHandlers) handler();
  }
}

/** The same three commands in two families: in a cluster, a plain message would go to every node. */
interface Channels {
  event: "message" | "smessage";
  publish(client: RedisClient, channel: string, message: string): Promise<unknown>;
  subscribe(client: RedisClient, channel: string): Promise<unknown>;
  unsubscribe(client: RedisClient, channel: string): Promise<unknown>;
}

const PLAIN: Channels = {
  event: "message",
  publish: (client, channel, message) => client.publish(channel, message),
  subscribe: (client, channel) => client.subscribe(channel),
  unsubscribe: (client, channel) => client.unsubscribe(channel),
};

const SHARDED: Channels = {
  event: "smessage",
  publish: (client, channel, message) => client.spublish(channel, message),
  subscribe: (client, channel) => client.ssubscribe(channel),
  unsubscribe: (client, channel) => client.sunsubscribe(channel),
};
