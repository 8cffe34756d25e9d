import { Redis } from "ioredis";
import { WebSocket, WebSocketServer } from "ws";
import { connectPool } from "./postgres.mjs";

/** The same path without Carillon: insert a row, publish to Redis, push to the client's socket. */
export class LiveFloor {
  #pool;
  #publisher;
  #client;
  #waiting = new Map();

  static async start(bench, { databaseUrl, redisUrl }) {
    const floor = new LiveFloor();
    floor.#pool = connectPool(bench, databaseUrl, 4);
    await floor.#pool.query("create table floor_live (id bigint primary key, data jsonb)");
    floor.#publisher = bench.owns(new Redis(redisUrl), () => floor.#publisher.disconnect());
    const subscriber = bench.owns(new Redis(redisUrl), () => subscriber.disconnect());
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await new Promise((resolve) => server.once("listening", resolve));
    bench.owns(server, () => server.close());
    subscriber.on("message", (_channel, message) => server.clients.forEach((socket) => socket.send(message)));
    await subscriber.subscribe("floor");
    floor.#client = bench.owns(new WebSocket(`ws://127.0.0.1:${server.address().port}`), () =>
      floor.#client.terminate(),
    );
    await new Promise((resolve) => floor.#client.once("open", resolve));
    floor.#client.on("message", (data) => floor.#waiting.get(Number(String(data)))?.());
    return floor;
  }

  /** Milliseconds from the insert to the client. */
  async one(id) {
    const start = performance.now();
    const seen = new Promise((resolve) => this.#waiting.set(id, resolve));
    await this.#pool.query({
      name: "floor_live",
      text: "insert into floor_live (id, data) values ($1, $2::jsonb)",
      values: [id, JSON.stringify({ by: "Ada", document: "Plan 1" })],
    });
    await this.#publisher.publish("floor", String(id));
    await seen;
    this.#waiting.delete(id);
    return performance.now() - start;
  }
}
