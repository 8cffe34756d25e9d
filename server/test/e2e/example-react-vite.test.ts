import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { chromium, describeWith } from "../support/parts.js";
import { launchBrowser, type Product, startProduct, watchForTrouble } from "../support/product.js";
import { waitUntil } from "../support/wait-until.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const EXAMPLE = path.join(ROOT, "examples/react-vite");
const VITE = path.join(ROOT, "node_modules/vite/bin/vite.js");

describeWith(chromium, "the example react-vite", (executablePath) => {
  let product: Product;
  let browser: Browser;
  let serving: ChildProcess;
  let outDir: string;

  beforeAll(async () => {
    product = await startProduct();
    browser = await launchBrowser(executablePath);
    outDir = mkdtempSync(path.join(tmpdir(), "carillon-example-"));
  });
  afterAll(async () => {
    serving.kill();
    await browser.close();
    await product.stop();
    rmSync(outDir, { recursive: true, force: true });
  });

  /** Builds and serves the example as its README says. Returns its URL. */
  async function serve(): Promise<string> {
    const env = {
      ...process.env,
      NODE_OPTIONS: "",
      NO_COLOR: "1",
      CARILLON_URL: product.url,
      VITE_CARILLON_PUBLIC_KEY: product.carillon.keys?.publicKey,
    };
    execFileSync(process.execPath, [VITE, "build", "--outDir", outDir, "--emptyOutDir"], {
      cwd: EXAMPLE,
      env,
      stdio: "pipe",
    });
    serving = spawn(process.execPath, [VITE, "preview", "--outDir", outDir, "--port", "0", "--host", "127.0.0.1"], {
      cwd: EXAMPLE,
      env,
    });
    return new Promise((resolve) => {
      let said = "";
      serving.stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const [, url] = /Local:\s+(http:\S+?)\/?\s/.exec(said) ?? [];
        if (url) resolve(url);
      });
    });
  }

  const countsOfGrace = async (): Promise<{ unread: number; unseen: number }> => {
    const query = '{ feed(recipient: { userId: "grace" }) { counts { unread unseen } } }';
    const { feed } = await product.ask<{ feed: { counts: { unread: number; unseen: number } } }>(query);
    return feed.counts;
  };

  test("builds, and its bell shows a notification of the backend; opening it marks the item as seen, not as read", async () => {
    const url = await serve();
    const page = await browser.newPage();
    const troubles = watchForTrouble(page, url);
    await page.goto(url);
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    await product.ask("mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }", {
      input: {
        workflowKey: "mention",
        recipients: [{ to: { userId: "grace" } }],
        actor: { userId: "ada" },
        data: { documentId: "plans", document: "Plans" },
      },
    });
    const bell = page.getByRole("button", { name: "Notifications, 1 new" });
    await bell.waitFor();
    expect(await countsOfGrace()).toEqual({ unread: 1, unseen: 1 });
    await bell.click();
    await page.getByRole("dialog").getByText("mentioned you in").waitFor();
    await waitUntil(async () => (await countsOfGrace()).unseen === 0);
    expect(await countsOfGrace()).toEqual({ unread: 1, unseen: 0 });
    await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
    expect(troubles).toEqual([]);
  });
});
