import { connect } from "node:net";

/**
 * One kept connection that posts JSON, GraphQL unless another path is given, and waits for each answer. It parses only
 * the parts of HTTP that it needs, because it shares the cores with the server.
 */
export class HttpCaller {
  #socket;
  #head;
  #received = [];
  #settle = null;

  static async open(url, secretKey, path = "/graphql") {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    socket.setNoDelay(true);
    return new HttpCaller(socket, { host: `${hostname}:${port}`, secretKey, path });
  }

  constructor(socket, { host, secretKey, path }) {
    this.#socket = socket;
    const key = secretKey === "" ? "" : `authorization: Bearer ${secretKey}\r\n`;
    this.#head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${key}`;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("close", () => this.#settle?.reject(new Error("The server closed the connection.")));
    socket.on("error", () => undefined);
  }

  /** Sends a body and returns the answer's body, which must be that of a success without errors. */
  async post(body) {
    const answer = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#socket.write(`${this.#head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const { status, text } = await answer;
    if (status !== "200" || text.includes('"errors"')) throw new Error(`${status} ${text}`);
    return text;
  }

  /** Whether the server has closed the connection. The server closes connections that are idle for long. */
  get isClosed() {
    return this.#socket.destroyed;
  }

  close() {
    this.#socket.destroy();
  }

  #read(chunk) {
    // No request is waiting: the server answers 408 before it closes a connection that never sent a request.
    if (!this.#settle) return this.close();
    this.#received.push(chunk);
    const text = Buffer.concat(this.#received).toString("latin1");
    const headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length < headEnd + 4 + length) return;
    this.#received = [];
    const { resolve } = this.#settle;
    this.#settle = null;
    resolve({ status: text.slice(9, 12), text: text.slice(headEnd + 4) });
  }
}
