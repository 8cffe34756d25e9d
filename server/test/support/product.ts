import "reflect-metadata";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { startCarillon, type Carillon } from "../../src/app/start-server.js";

/** What `npm start` runs, with its own embedded Postgres and the demo's users. */
export interface Product {
  readonly url: string;
  readonly carillon: Carillon;
  /** Sends a query with the secret key. Throws on errors. */
  ask<Data>(query: string, variables?: object): Promise<Data>;
  /** Stops the product and starts it again on the same port, with the same data. */
  restart(whileDown?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const home = mkdtempSync(path.join(tmpdir(), "carillon-e2e-"));
  const start = (port: string): Promise<Carillon> =>
    startCarillon({ CARILLON_HOME: home, PORT: port, LOG_LEVEL: "silent" }, () => undefined);
  let carillon = await start("0");
  const url = carillon.url ?? "";
  return {
    url,
    get carillon() {
      return carillon;
    },
    async ask<Data>(query: string, variables: object = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${carillon.keys?.secretKey ?? ""}` },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await response.json()) as { data: Data; errors?: unknown };
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data;
    },
    async restart(whileDown) {
      await carillon.stop();
      await whileDown?.();
      carillon = await start(new URL(url).port);
    },
    async stop() {
      await carillon.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chromium without its own network requests. `fontSettings` is a fontconfig file that replaces the machine's. */
export function launchBrowser(
  executablePath: string,
  { flags = [], fontSettings }: { readonly flags?: readonly string[]; readonly fontSettings?: string } = {},
): Promise<Browser> {
  const env = fontSettings === undefined ? undefined : { ...process.env, FONTCONFIG_FILE: fontSettings };
  return chromium.launch({
    executablePath,
    args: [...FLAGS, ...flags],
    env: env as Record<string, string> | undefined,
  });
}

/**
 * Messages that Chromium logs when a server is away or stopping (503), or the network is down, which some tests cause
 * on purpose.
 */
const IS_ONLY_UNREACHABLE = /net::ERR_|^WebSocket connection to |responded with a status of 503/;

/** Collects errors of a page: exceptions, content policy violations, and requests to other origins than `url`. */
export function watchForTrouble(page: Page, url: string, troubles: string[] = []): string[] {
  page.on("pageerror", (error) => troubles.push(`threw ${error.message}`));
  page.on("console", (message) => {
    const isError = message.type() === "error" && !IS_ONLY_UNREACHABLE.test(message.text());
    if (isError) troubles.push(`complained ${message.text()}`);
  });
  page.on("dialog", (dialog) => {
    troubles.push(`opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const ours = [url, url.replace("http", "ws"), "data:", "blob:"];
  const watch = (asked: string): void => {
    if (!ours.some((start) => asked.startsWith(start))) troubles.push(`asked ${asked}`);
  };
  page.on("request", (request) => watch(request.url()));
  page.on("websocket", (socket) => watch(socket.url()));
  return troubles;
}
