import type { AddressInfo, Server } from "node:net";

/** A server on loopback that behaves as one test case needs. */
export interface Fake {
  port: number;
  connectionCount(): number;
  /** The number of completely received requests. */
  requestCount(): number;
  close(): Promise<void>;
}

type Listener = Pick<Server, "listen" | "close" | "address" | "on">;

/** Listens on a free port of loopback; `close` also destroys the open connections. */
export async function listening(
  server: Listener,
  sockets: ReadonlySet<{ destroy(): void }>,
  requestCount: () => number,
): Promise<Fake> {
  let connectionCount = 0;
  server.on("connection", () => (connectionCount += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { port, connectionCount: () => connectionCount, requestCount, close };
}
