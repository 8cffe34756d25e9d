import { createServer } from "node:http";

/**
 * A mail vendor in a process of its own. It accepts all requests and answers as Postmark does. After "hang" from its
 * parent process it answers nothing until "answer".
 */
const SENT = JSON.stringify({ ErrorCode: 0, Message: "OK", MessageID: "b7bc2f4a-e38e-4336-af7d-e6c392c2f817" });
const HEAD = { "content-type": "application/json", "content-length": String(SENT.length) };
const held = new Set();
let isHanging = false;

const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    if (isHanging) held.add(response);
    else response.writeHead(200, HEAD).end(SENT);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on("message", (said) => {
  isHanging = said === "hang";
  if (isHanging) return;
  for (const response of held) response.writeHead(200, HEAD).end(SENT);
  held.clear();
});
process.on("disconnect", () => process.exit(0));
