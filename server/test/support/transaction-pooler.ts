import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import pg from "pg";

/** The server's first messages: no password is needed, and the cancel key is the pooler's own. */
const WELCOME = Buffer.concat([
  message("R", Buffer.from([0, 0, 0, 0])),
  message("S", Buffer.from("server_version\0" + "17.0\0")),
  message("S", Buffer.from("client_encoding\0UTF8\0")),
  message("K", Buffer.from([0, 0, 0, 7, 0, 0, 0, 7])),
  message("Z", Buffer.from("I")),
]);

/** A backend that clients share: a connection that pg opened, and that is used directly afterwards. */
interface Backend {
  socket: Socket;
  client: Socket | null;
}

/**
 * A connection pooler like PgBouncer in transaction mode: a client has a backend for one transaction, and another for
 * the next.
 */
export class TransactionPooler {
  readonly #server: Server;
  readonly #backends: Backend[];
  readonly #clients = new Set<Socket>();
  readonly #waiting: { client: Socket; bytes: Buffer }[] = [];

  private constructor(server: Server, backends: Backend[]) {
    this.#server = server;
    this.#backends = backends;
    server.on("connection", (client) => this.#welcome(client));
    for (const backend of backends) backend.socket.on("data", (bytes) => this.#answer(backend, bytes));
  }

  static async start(url: string, backendCount: number): Promise<TransactionPooler> {
    const backends = await Promise.all(Array.from({ length: backendCount }, () => openBackend(url)));
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TransactionPooler(server, backends);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    for (const { socket } of this.#backends) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #welcome(client: Socket): void {
    this.#clients.add(client);
    client.on("error", () => undefined);
    client.once("close", () => this.#clients.delete(client));
    client.once("data", () => {
      client.write(WELCOME);
      client.on("data", (bytes) => this.#pass(client, bytes));
    });
  }

  #pass(client: Socket, bytes: Buffer): void {
    // Terminate: the backend stays.
    if (bytes.toString("latin1", 0, 1) === "X") return void client.end();
    const backend =
      this.#backends.find((each) => each.client === client) ?? this.#backends.find((each) => !each.client);
    if (!backend) return void this.#waiting.push({ client, bytes });
    backend.client = client;
    backend.socket.write(bytes);
  }

  /** An answer that ends outside a transaction releases the backend. */
  #answer(backend: Backend, bytes: Buffer): void {
    backend.client?.write(bytes);
    if (!bytes.subarray(-6).equals(message("Z", Buffer.from("I")))) return;
    backend.client = null;
    const next = this.#waiting.shift();
    if (next) this.#pass(next.client, next.bytes);
  }
}

async function openBackend(url: string): Promise<Backend> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const { stream } = client.connection;
  stream.removeAllListeners("data");
  stream.on("error", () => undefined);
  // A plain TCP connection: the test's Postgres has no TLS.
  return { socket: stream as Socket, client: null };
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
