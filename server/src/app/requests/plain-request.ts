import { IncomingMessage } from "node:http";

/** That of the API, below any base path. */
const SOCKET_PATH = /^[^?]*\/graphql\/?(?:\?|$)/;

/**
 * A request that only a WebSocket may upgrade. Clients such as Java's HttpClient and `curl --http2` offer `Upgrade: h2c` on
 * each plain request; a server ignores what it does not speak and answers as if nothing had been offered (RFC 9110,
 * 7.8), and so is the offer of a WebSocket on a path that has none. Node asks `upgrade` once the headers are known, and
 * without this takes every offer for a WebSocket's.
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
