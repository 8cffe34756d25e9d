import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import type { AddressInfo, Server as TcpServer } from "node:net";
import { HttpClient, readOriginMap } from "../../src/platform/http-client/index.js";

/** A request as the fake received it. */
export interface FakeRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** An answer: a status with a body and headers; `hang`, which never answers; or `cut`, which closes the connection. */
export type FakeAnswer = { status: number; body?: unknown; headers?: Record<string, string> } | "hang" | "cut";

/** A vendor on loopback. It records all requests in a ledger, and answers as the test says. */
export class ProviderFake {
  readonly ledger: FakeRequest[] = [];
  answer: (request: FakeRequest, index: number) => FakeAnswer | Promise<FakeAnswer> = () => ({ status: 500 });
  readonly #server: Server;
  readonly #http2: Http2Server;

  private constructor(server: Server, http2: Http2Server) {
    this.#server = server;
    this.#http2 = http2;
    const serve = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    server.on("request", serve);
    // Requests over HTTP/2 have the same properties, as far as the fake reads them.
    http2.on("request", (request: unknown, response: unknown) =>
      serve(request as IncomingMessage, response as ServerResponse),
    );
  }

  static async start(): Promise<ProviderFake> {
    const [server, http2] = [createServer(), createHttp2Server()];
    for (const each of [server, http2]) {
      await new Promise<void>((resolve) => each.listen(0, "127.0.0.1", resolve));
    }
    return new ProviderFake(server, http2);
  }

  get origin(): string {
    return originOf(this.#server);
  }

  /** A client whose requests to these origins go to the fake; Apple's use HTTP/2. */
  clientOf(...origins: string[]): HttpClient {
    const to = (origin: string): string => originOf(/push\.apple/.test(origin) ? this.#http2 : this.#server);
    const map = Object.fromEntries(origins.map((origin) => [origin, to(origin)]));
    return new HttpClient({ originMap: readOriginMap(JSON.stringify(map)) });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await new Promise((resolve) => this.#http2.close(resolve));
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

function originOf(server: TcpServer): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
