import { createServer } from "node:net";
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { launchChromium } from "../chromium.mjs";

const STARTS_WITHIN_MS = 60_000;

/** Serves a built app and opens it in Chromium. The widget must work, and the console must be empty. */
export async function openInChromium({ folder, serve }) {
  const port = await freePort();
  const [program, ...args] = serve;
  const child = spawn(`${folder}/node_modules/.bin/${program}`, [...args, String(port)], {
    cwd: folder,
    stdio: "ignore",
    detached: true,
  });
  try {
    const url = `http://127.0.0.1:${port}/`;
    await answers(url);
    await look(url);
  } finally {
    // Ends the server and the processes that it started, and no others.
    process.kill(-child.pid);
  }
}

async function look(url) {
  await withPage(isOfReact, async (page) => {
    await page.route("**/graphql", (route) => route.fulfill({ json: FIRST_PAGE }));
    await page.goto(url);
    await page.getByText("Grace did a thing").first().waitFor();
    const link = page.getByRole("link", { name: "other" });
    if ((await link.count()) > 0) {
      // Leaves the page and returns: Cache Components hide the page and show it again.
      const home = page.locator("main", { hasText: "home" });
      await home.getByText("Grace did a thing").waitFor();
      await link.evaluate((element) => element.click());
      await page.getByText("the other page").waitFor();
      await page.getByRole("link", { name: "home" }).evaluate((element) => element.click());
      await home.getByText("Grace did a thing").waitFor();
      if (await home.getByRole("alert").count()) throw new Error("The feed was not shown again after it was hidden.");
    }
  });
}

// Chromium requests a favicon, which these pages do not have.
export const isError = (message) => message.type() === "error" && !message.location().url.endsWith("/favicon.ico");
const isOfReact = (message) => /hydrat|did not match|Minified React/i.test(message.text());

/** Opens a page in Chromium. Fails on uncaught errors and on console messages for which `isFault` is true. */
export async function withPage(isFault, visit) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (isFault(message)) faults.push(message.text());
    });
    await visit(page).catch((error) => {
      throw new Error([error.message, ...faults].join("\n"));
    });
    if (faults.length > 0) throw new Error(faults.join("\n"));
  } finally {
    await browser.close();
  }
}

const ITEM = {
  __typename: "FeedItem",
  id: "msg_1",
  position: "7-1",
  version: "7-1",
  workflowKey: "mention",
  categories: [],
  channelKey: "in-app",
  deliveryStatus: "DELIVERED",
  data: {},
  tenant: null,
  blocks: [{ __typename: "TextBlock", name: "body", text: "Grace did a thing" }],
  actors: [],
  actorCount: 0,
  activityCount: 1,
  seenAt: null,
  readAt: null,
  interactedAt: null,
  linkClickedAt: null,
  archivedAt: null,
  createdAt: "2026-11-23T10:00:00.000Z",
  updatedAt: "2026-11-23T10:00:00.000Z",
};

const FIRST_PAGE = {
  data: {
    feed: {
      id: "feed_1",
      version: "7-1",
      counts: { total: 1, unread: 1, unseen: 1 },
      items: { nodes: [ITEM], pageInfo: { hasNextPage: false, endCursor: null } },
    },
  },
};

async function answers(url) {
  const endMs = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    if (Date.now() > endMs) throw new Error(`${url} did not answer in ${STARTS_WITHIN_MS} ms.`);
    await pause(200);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
