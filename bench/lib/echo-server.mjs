import http from "node:http";
import { buildSchema } from "graphql";
import { makeServer } from "graphql-ws";
import { WebSocketServer } from "ws";

/**
 * The floor of the bench `sockets`: plain graphql-ws over ws, with one subscription that echoes what the parent
 * process sends. It checks nothing, looks up nothing, and keeps one waiting promise per subscription.
 */
const schema = buildSchema(`
  type Query { hello: String }
  type Subscription { feedChanged(recipient: String): Change }
  type Change { text: String }
`);
const waiting = new Set();

async function* changes() {
  for (;;) yield { feedChanged: { text: await new Promise((resolve) => waiting.add(resolve)) } };
}

const protocol = makeServer({ schema, roots: { subscription: { feedChanged: () => changes() } } });
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
sockets.on("connection", (socket) => {
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => new Promise((resolve) => socket.send(data, () => resolve())),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) => socket.on("message", (data) => void handle(String(data))),
    },
    {},
  );
  socket.once("close", (code, reason) => void closed(code, String(reason)));
});

const server = http.createServer();
server.on("upgrade", (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened)),
);
server.listen(0, "127.0.0.1", () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on("message", ({ text }) => {
  for (const resolve of waiting) {
    waiting.delete(resolve);
    resolve(text);
  }
});
process.on("disconnect", () => process.exit(0));
