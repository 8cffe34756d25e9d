import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpClient, readOriginMap } from "../../src/platform/http-client/index.js";

/** A request as the fake got it. */
export interface FakeRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Answers a request: a status with a body and headers; or `hang`, which never answers; or `cut`, which closes the connection. */
export type FakeAnswer = { status: number; body?: unknown; headers?: Record<string, string> } | "hang" | "cut";

/** A vendor on loopback. It keeps a ledger of all that it was asked, and answers as the test says. */
export class ProviderFake {
  readonly ledger: FakeRequest[] = [];
  answer: (request: FakeRequest, index: number) => FakeAnswer | Promise<FakeAnswer> = () => ({ status: 500 });
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response));
  }

  static async start(): Promise<ProviderFake> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ProviderFake(server);
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** A client whose requests to these origins come here. */
  clientOf(...origins: string[]): HttpClient {
    const map = Object.fromEntries(origins.map((origin) => [origin, this.origin]));
    return new HttpClient({ originMap: readOriginMap(JSON.stringify(map)) });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const seen: FakeRequest = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString("utf8"),
    };
    const index = this.ledger.push(seen) - 1;
    const answer = await this.answer(seen, index);
    if (answer === "hang") return;
    if (answer === "cut") {
      request.socket.destroy();
      return;
    }
    const { status, body = {}, headers = {} } = answer;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }
}
