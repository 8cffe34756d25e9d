import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { lookup } from "node:dns";
import { HttpClient } from "../../src/platform/http-client/index.js";

/** A mail server that talks as it is told, line by line, and keeps what it heard. */
export interface TalkingServer {
  heard: string[];
  /** A client that finds this server under every name, and takes it for one of another machine: it wants TLS as settings say. */
  client: HttpClient;
  close(): Promise<void>;
}

/** `answerTo` gets each line of the client, and null for the greeting. */
export async function talkingServer(answerTo: (line: string | null) => string): Promise<TalkingServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.write(`${answerTo(null)}\r\n`);
    let pending = "";
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        heard.push(line);
        socket.write(`${answerTo(line)}\r\n`);
      }
    });
  });
  const port = await listen(server);
  const client = new HttpClient({
    ...{ mailPorts: [port], allowedNetworks: ["127.0.0.0/8"] },
    lookup: (_name, options, done) => lookup("127.0.0.1", options, done),
  });
  return {
    heard,
    client: onPort(client, port),
    async close() {
      await client.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Settings name one of the usual ports; on this machine any port may be the free one. */
function onPort(client: HttpClient, port: number): HttpClient {
  const sendMail = client.sendMail.bind(client);
  client.sendMail = (request, limits) => sendMail({ ...request, port }, limits);
  return client;
}
