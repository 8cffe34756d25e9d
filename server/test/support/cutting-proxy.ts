import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy on loopback that cuts or silences its connections when told to, and takes no new ones while it is down. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** What is silent: neither bytes nor the end of one side reach the other. */
  readonly #silent = new Set<Socket>();
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

  /** Resets what is open, in the middle of whatever it carries. */
  cut(): void {
    this.cutCount += this.connectionCount;
    for (const socket of this.#open) socket.resetAndDestroy();
    this.#open.clear();
  }

  /**
   * Carries nothing any more over what is open, not even its end, and says nothing of it, as a cut network or a firewall
   * that forgot its connections. New ones work.
   */
  silence(): void {
    for (const socket of this.#open) {
      socket.unpipe();
      socket.resume();
      this.#silent.add(socket);
    }
    this.#open.clear();
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
