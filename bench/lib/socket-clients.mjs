import { WebSocket } from "ws";

/**
 * Many clients in one process, each with a socket and a subscription. On `{ open: { url, count, query, init } }` it
 * opens them, a few at a time. It reports how many are answered, and reports each time that all of them got one more
 * event.
 */
const AT_ONCE = 64;
const sockets = [];
let events = 0;
let wanted = Infinity;

process.on("message", (message) => {
  if (message.open) void openAll(message.open);
  if (message.expect) expectEvents(message.expect);
});
process.on("disconnect", () => process.exit(0));

async function openAll({ url, count, query, init, answersAtOnce }) {
  try {
    let next = 0;
    const worker = async () => {
      while (next < count) await open({ url, query, init, answersAtOnce, number: next++ });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    process.send({ opened: sockets.length });
  } catch (error) {
    process.send({ failed: String(error?.stack ?? error) });
  }
}

function open({ url, query, init, answersAtOnce, number }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      perMessageDeflate: false,
    });
    let isOpen = false;
    const opened = () => {
      isOpen = true;
      sockets.push(socket);
      resolve();
    };
    socket.on("error", reject);
    socket.on("close", (code, reason) => reject(new Error(`Closed with ${code} ${reason}`)));
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: init })));
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "ping") socket.send('{"type":"pong"}');
      if (frame.type === "connection_ack") {
        const payload = { query, variables: { u: `listener-${number}` } };
        socket.send(JSON.stringify({ type: "subscribe", id: "1", payload }), () => !answersAtOnce && opened());
      }
      if (frame.type === "error" || frame.payload?.errors) reject(new Error(String(data)));
      if (frame.type !== "next") return;
      if (!isOpen) opened();
      else count();
    });
  });
}

function expectEvents(number) {
  events = 0;
  wanted = number;
}

function count() {
  events += 1;
  if (events === wanted) process.send({ received: events });
}
