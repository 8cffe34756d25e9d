import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy on loopback that can reset or silence its connections, and refuses new ones while it is down. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** The silenced connections: neither bytes nor a close reach the other side. */
  readonly #silent = new Set<Socket>();
  /** The sockets to the target. */
  readonly #far = new WeakSet<Socket>();
  #isDown = false;
  cutCount = 0;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    server.on("connection", (near) => this.#pass(near, targetPort));
  }

  static async start(targetPort: number): Promise<CuttingProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new CuttingProxy(server, targetPort);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  get connectionCount(): number {
    return this.#open.size / 2;
  }

  /** Resets open connections, in the middle of any transfer. */
  cut(): void {
    this.cutCount += this.connectionCount;
    for (const socket of this.#open) socket.resetAndDestroy();
    this.#open.clear();
  }

  /**
   * Stops forwarding on open connections, including their close, without closing them, like a cut network or a
   * firewall that lost its connection table. New connections work.
   */
  silence(): void {
    for (const socket of this.#open) {
      socket.unpipe();
      socket.resume();
      this.#silent.add(socket);
    }
    this.#open.clear();
  }

  /** The target closes the silenced connections, as a server does whose TCP keepalive gets no answer. */
  closeSilentAtTarget(): void {
    for (const socket of this.#silent) if (this.#far.has(socket)) socket.destroy();
  }

  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
  }

  async stop(): Promise<void> {
    this.cut();
    for (const socket of this.#silent) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #pass(near: Socket, targetPort: number): void {
    near.on("error", () => undefined);
    if (this.#isDown) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, "127.0.0.1");
    this.#far.add(far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(from);
      from.on("error", () => undefined);
      from.once("close", () => {
        this.#open.delete(from);
        if (!this.#silent.has(from)) to.destroy();
      });
      from.pipe(to);
    }
  }
}
