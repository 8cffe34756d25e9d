import { IncomingMessage } from "node:http";

/** That of the API, below any base path. */
const SOCKET_PATH = /^[^?]*\/graphql\/?(?:\?|$)/;

/**
 * A request that only a WebSocket may upgrade. Clients such as Java's HttpClient and `curl --http2` offer `Upgrade: h2c` on
 * each plain request. A server ignores protocols that it does not support (RFC 9110, 7.8); the same holds for a WebSocket
 * offer on a path without sockets. Node emits `upgrade` once the headers are known, and without this would treat every offer
 * as a WebSocket's.
 */
export class PlainRequest extends IncomingMessage {
  declare private parserSaysUpgrade: boolean | null;

  get upgrade(): boolean {
    if (this.parserSaysUpgrade !== true) return false;
    if (this.method === "CONNECT") return true;
    if (this.method !== "GET" || !SOCKET_PATH.test(this.url ?? "")) return false;
    return /(?:^|,)\s*websocket\s*(?:,|$)/i.test(this.headers.upgrade ?? "");
  }

  /** Node's constructor calls this before any field of this class exists. */
  set upgrade(value: boolean | null) {
    this.parserSaysUpgrade = value;
  }
}
