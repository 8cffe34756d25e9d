import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";

export interface PrefixProxyOptions {
  /** The server behind the proxy, for example `http://localhost:4000`. */
  target: string;
  /** The path below which the proxy shows the server, for example `/notify`. */
  prefix: string;
  /** Whether the proxy removes the prefix from requests. */
  isStripping: boolean;
  /** Whether the proxy forwards the original Host header. */
  keepsHost?: boolean;
  /** Headers that the proxy adds. */
  headers?: Record<string, string>;
}

export interface PrefixProxy {
  /** The URL of the server for browsers, with a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

/** A reverse proxy on loopback that shows a server below a path, for HTTP and sockets, and nothing outside the path. */
export async function startPrefixProxy(options: PrefixProxyOptions): Promise<PrefixProxy> {
  const { target, prefix, isStripping, keepsHost = false, headers = {} } = options;
  const { host, port } = new URL(target);
  const behind = ({ url = "/", headers: given }: IncomingMessage) => {
    const rest = url.slice(prefix.length);
    if (!url.startsWith(prefix) || !/^(?:[/?]|$)/.test(rest)) return null;
    const path = isStripping ? rest.replace(/^(?!\/)/, "/") : url;
    return { path, headers: { ...given, ...(keepsHost ? {} : { host }), ...headers } };
  };

  const server = createServer((request, response) => {
    const asked = behind(request);
    if (!asked) return response.writeHead(404).end("not below the prefix");
    const onward = httpRequest({ host: "127.0.0.1", port, method: request.method, ...asked }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    return request.pipe(onward);
  });
  server.on("upgrade", (request, near, head) => {
    const asked = behind(request);
    if (!asked) return near.destroy();
    const far = connect(Number(port), "127.0.0.1", () => {
      const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}`);
      far.write(`GET ${asked.path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    far.on("error", () => near.destroy());
    return near.on("error", () => far.destroy()).on("close", () => far.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const ownPort = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${ownPort}${prefix}/`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
