import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createClient, type BrowserClient } from "@carillon/client";
import { WebSocket } from "ws";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const SOCKETS = counted(150, 5_000);
/** Without any progress: how long all of them take depends on the machine. */
const PATIENCE_MS = counted(60_000, 180_000);
const USERS = Array.from({ length: SOCKETS }, (_, n) => `user-${n}`);

let rig: FaultRig;
let port: number;
/** Serves the sockets, and is killed. */
let front: CarillonProcess;
/** Accepts calls meanwhile. */
let back: CarillonProcess;

beforeAll(async () => {
  rig = await FaultRig.start();
  port = await freePort();
  back = await rig.fleet.start({ name: "back", role: "all" });
  await rig.prepare(back);
  front = await startFront();
});
afterAll(() => rig.stop());

const startFront = (): Promise<CarillonProcess> =>
  rig.fleet.start({ name: "front", role: "api", env: { PORT: String(port) } });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

interface Reader {
  client: BrowserClient;
  feed: ReturnType<BrowserClient["feed"]>;
  stop: () => void;
}

function openFeed(userId: string): Reader {
  const client = createClient({
    endpoint: `http://127.0.0.1:${port}/graphql`,
    publicKey: rig.fleet.keys.publicKey,
    userId,
    webSocket: WebSocket,
    crossTab: false,
  });
  const feed = client.feed();
  return { client, feed, stop: feed.start() };
}

const isLive = ({ feed }: Reader): boolean => feed.store.getSnapshot().isLive;
const itemsOf = ({ feed }: Reader): number => feed.store.getSnapshot().items.length;

async function notifyAll(n: number): Promise<void> {
  const recipients = USERS.map((userId) => ({ to: { userId } }));
  await rig.must(back, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey: "plain", recipients, data: { n } },
  });
  await rig.quiesce();
}

/** The seconds until a condition holds for every reader. */
async function allOf(readers: readonly Reader[], isSo: (reader: Reader) => boolean): Promise<number> {
  const startedAt = performance.now();
  let [most, progressAt] = [0, startedAt];
  await waitUntil(() => {
    const count = readers.filter(isSo).length;
    if (count > most) [most, progressAt] = [count, performance.now()];
    if (performance.now() - progressAt > PATIENCE_MS) throw new Error(`It stays at ${most} of ${readers.length}.`);
    return count === readers.length;
  }, PATIENCE_MS * 10);
  return (performance.now() - startedAt) / 1000;
}

test(
  `R-24: ${SOCKETS} sockets of a killed server reconnect to the next one, and each gets the changes that it missed`,
  async () => {
    const readers = USERS.map(openFeed);
    const first = await allOf(readers, isLive);
    await front.kill();
    await notifyAll(1);
    await allOf(readers, (reader) => !isLive(reader));
    front = await startFront();
    const returned = await allOf(readers, (reader) => isLive(reader) && itemsOf(reader) === 1);
    expect(readers.filter(({ feed }) => feed.store.getSnapshot().counts.unread !== 1)).toEqual([]);

    await notifyAll(2);
    const live = await allOf(readers, (reader) => itemsOf(reader) === 2);
    report("R-24 reconnect storm", { sockets: SOCKETS, "first s": first, "back s": returned, "next message s": live });
    for (const { client, stop } of readers) {
      stop();
      client.close();
    }
  },
  counted(240_000, 1_800_000),
);
