import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import { WebSocket } from "ws";

const MIB = 1024 * 1024;
const AGENT = new Agent({ keepAlive: true });

/**
 * Attacks by name. Each is `{ atOnce, attack }`: `atOnce` loops call `attack(neighbour)` again and again. A neighbour
 * is `{ url, address, publicKey, userId, otherSecret }`. Refusals are no errors, and answers are ignored.
 */
export const HOSTILITIES = {
  "8 MiB bodies with bad keys": {
    atOnce: 4,
    attack: (neighbour) => post(neighbour, { authorization: "Bearer sk_x" }, BIG_BODY),
  },
  "invalid documents over HTTP": {
    atOnce: 8,
    attack: (neighbour) => ask(neighbour, INVALID_BODY),
  },
  "invalid documents over sockets": { atOnce: 10, attack: (neighbour) => overSocket(neighbour, 80, () => INVALID) },
  "the largest pages": {
    atOnce: 20,
    attack: (neighbour) => ask(neighbour, LARGEST_PAGE),
  },
  "thirty aliased filters": {
    atOnce: 10,
    attack: (neighbour) => ask(neighbour, FILTERS),
  },
  "persisted queries that nobody registered": {
    atOnce: 8,
    attack: (neighbour) => post(neighbour, {}, anyOf(PERSISTED)),
  },
  "persisted queries of a user": {
    atOnce: 8,
    attack: ({ publicKey, userId, ...neighbour }) =>
      post(neighbour, { authorization: `Bearer ${publicKey}`, "x-carillon-user-id": userId }, anyOf(PERSISTED)),
  },
  "subscriptions of one's own, and marks": { atOnce: 4, attack: subscribeAndMark },
  "heavy simulations": {
    atOnce: 4,
    attack: (neighbour) => {
      const headers = { authorization: `Bearer ${neighbour.otherSecret}` };
      return post(neighbour, headers, STORY);
    },
  },
  "large documents and schemas": {
    atOnce: 4,
    attack: (neighbour) => {
      const headers = { authorization: `Bearer ${neighbour.otherSecret}` };
      return post(neighbour, headers, anyOf([LARGE_STORY, SCHEMA_STORY]));
    },
  },
};

/**
 * Bodies are built in advance. Building them during the attack would use the CPU that the server and the victim need.
 */
const bodyOf = (payload) => Buffer.from(JSON.stringify(payload));
const PERSISTED = Array.from({ length: 40 }, (_, n) => {
  const query = `{ __typename } #${n}${"x".repeat(200_000)}`;
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  return bodyOf({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } });
});
const anyOf = (list) => list[Math.floor(Math.random() * list.length)];

const ITEM = `id position version workflowKey categories data actorCount activityCount actors { id } recipient { id }
  blocks { name ... on MarkdownBlock { html } ... on TextBlock { text } ... on ButtonsBlock { buttons { name label action } } }
  seenAt readAt archivedAt createdAt`;
const INVALID = `{ ${"nothing(a: 1) ".repeat(400)} }`;
const INVALID_BODY = bodyOf({ query: INVALID });
const LARGEST_PAGE = bodyOf({ query: `{ feed { items(first: 100) { nodes { ${ITEM} } } } }` });
const BIG_BODY = bodyOf({
  query: "{ __typename }",
  variables: { x: Array.from({ length: 2.6 * MIB }, () => []) },
});
const FILTERS = bodyOf({
  query: `{ ${Array.from(
    { length: 30 },
    (_, n) => `a${n}: feed { items(first: 50, filter: { data: { nothing: ${n} } }) { nodes { id } } }`,
  ).join(" ")} }`,
});

const SIMULATE = "query($i: SimulateInput!) { simulate(input: $i) { runs { status } } }";
const simulationOf = (i) => bodyOf({ query: SIMULATE, variables: { i } });
const STORY = simulationOf({
  document: {
    key: "heavy",
    name: "Heavy",
    steps: [
      {
        ref: "bell",
        type: "channel",
        channelKey: "in-app",
        template: { markdown: "{% for n in (1..2000) %}{{ n | times: 3 | plus: 1 }} {% endfor %}" },
      },
    ],
  },
  triggers: [{ recipients: Array.from({ length: 100 }, (_, n) => ({ to: { userId: `story-${n}` } })) }],
});

const storyOf = (more) =>
  simulationOf({
    document: { key: "large", name: "Large", steps: [], ...more },
    triggers: [{ recipients: [{ to: { userId: "story-0" } }] }],
  });
/** 480 KB of templates, all different. */
const LARGE_STORY = storyOf({
  steps: Array.from({ length: 100 }, (_, n) => ({
    ref: `bell${n}`,
    type: "channel",
    channelKey: "in-app",
    template: { markdown: `step ${n} {{ data.a | plus: 1 }} *b* `.repeat(130) },
  })),
});
/** A schema with the maximum number of nodes. Each is a string with a pattern. */
const SCHEMA_STORY = storyOf({
  dataSchema: {
    type: "object",
    properties: Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`p${n}`, { type: "string", pattern: "^a" }])),
  },
});

/**
 * Sends a prepared body and discards the answer. `fetch` takes several times as much CPU for a large body, and the
 * server and the victim need that CPU.
 */
async function post({ url, address }, headers, body) {
  await new Promise((resolve) => {
    const sent = { "content-type": "application/json", "content-length": body.length, "x-forwarded-for": address };
    const asked = request(`${url}/graphql`, { method: "POST", agent: AGENT, headers: { ...sent, ...headers } });
    // A connection that the server closes is a refusal too.
    asked.once("error", resolve).once("close", resolve);
    asked.once("response", (response) => response.resume().once("close", resolve));
    asked.end(body);
  });
  // Waits after an immediate refusal. Without the wait, the bench would measure how fast this client loops.
  await new Promise((resolve) => setTimeout(resolve, 5));
}

function ask(neighbour, body) {
  const { publicKey, userId } = neighbour;
  const headers = { authorization: `Bearer ${publicKey}`, "x-carillon-user-id": userId };
  return post(neighbour, headers, body);
}

/** Opens a socket, sends `count` operations, and waits for as many answers or for the end of the connection. */
function overSocket({ url, address, publicKey, userId }, count, queryOf, onReady = () => Promise.resolve()) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { "x-forwarded-for": address },
    });
    const end = () => {
      clearTimeout(timer);
      socket.terminate();
      setTimeout(resolve, 20);
    };
    const timer = setTimeout(end, 3000);
    let answered = 0;
    socket.on("error", () => undefined);
    socket.on("close", end);
    socket.on("open", () =>
      socket.send(JSON.stringify({ type: "connection_init", payload: { apiKey: publicKey, userId } })),
    );
    socket.on("message", (data) => {
      const { type } = JSON.parse(String(data));
      if (type === "connection_ack") {
        for (let id = 1; id <= count; id += 1) {
          socket.send(JSON.stringify({ type: "subscribe", id: String(id), payload: { query: queryOf(id) } }));
        }
      }
      if (type === "next" || type === "error") answered += 1;
      if (answered === count && (type === "next" || type === "error")) void onReady().then(() => setTimeout(end, 500));
    });
  });
}

function subscribeAndMark(neighbour) {
  const watch = (id) => `subscription S${id} { feedChanged { feed { version } items { ${ITEM} } } }`;
  const mark = (kind) =>
    ask(neighbour, bodyOf({ query: `mutation { markFeed(input: { mark: ${kind} }) { changedCount } }` }));
  return overSocket(neighbour, 50, watch, async () => {
    await mark("READ");
    await mark("UNREAD");
  });
}
