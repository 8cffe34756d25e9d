import { once } from "node:events";
import { WebSocket } from "ws";
import { waitUntil } from "./wait-until.js";

export interface Frame {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A WebSocket without a client library, for breaking the protocol. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  /** Close code and reason, once closed. */
  closed: [number, string] | null = null;

  constructor(url: string, protocols = ["graphql-transport-ws"]) {
    this.socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, protocols);
    this.socket.on("message", (data: Buffer) => this.frames.push(readFrame(data.toString("utf8"))));
    this.socket.on("close", (code, reason) => {
      this.closed = [code, String(reason)];
    });
    this.socket.on("error", () => undefined);
  }

  async opened(): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    return this;
  }

  send(frame: Frame | string): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  async init(payload: unknown = { apiKey: "sk_tiny" }): Promise<this> {
    await this.opened();
    this.send({ type: "connection_init", payload });
    await this.frame((frame) => frame.type === "connection_ack");
    return this;
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.send({ type: "subscribe", id, payload: { query, variables } });
  }

  async frame(isIt: (frame: Frame) => boolean): Promise<Frame> {
    await waitUntil(() => this.frames.some(isIt));
    const found = this.frames.find(isIt);
    if (!found) throw new Error("A frame went away.");
    return found;
  }

  async closing(timeoutMs = 20_000): Promise<[number, string]> {
    await waitUntil(() => this.closed !== null, timeoutMs);
    return this.closed ?? [0, ""];
  }
}

function readFrame(text: string): Frame {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "type" in value && typeof value.type === "string") {
    return { ...value, type: value.type };
  }
  throw new Error(`This is no frame: ${text}`);
}
