import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { NARROW, heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { send, workflowsOf } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

const NOTIFY = "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const MARK_FEED = "mutation ($i: MarkFeedInput!) { markFeed(input: $i) { changedCount } }";
const TOTALS = "{ stats(input: { range: {}, interval: DAY }) { series { totals { made read runs } } } }";

interface Totals {
  stats: { series: { totals: { made: number; read: number; runs: number } }[] };
}

describeWith(chromium, "analytics, in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    const workflows = workflowsOf(rig.product);
    const never = { conditions: { variable: "data.isWanted", operator: "equal_to", argument: true } };
    await workflows.save("news", [send("bell")], "News");
    await workflows.save("digest", [send("bell")], "Digest");
    await workflows.save("quiet", [{ ...send("bell"), ...never }], "Quiet");
    for (const key of ["news", "digest", "quiet"]) await workflows.commit(key);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  async function totals(): Promise<Totals["stats"]["series"][number]["totals"]> {
    const found = (await rig.product.ask<Totals>(TOTALS)).stats.series[0]?.totals;
    if (!found) throw new Error("Nothing is counted.");
    return found;
  }

  async function notify(workflowKey: string, userIds: readonly string[]): Promise<void> {
    const { runs } = await totals();
    const recipients = userIds.map((userId) => ({ to: { userId } }));
    await rig.product.ask(NOTIFY, { i: { workflowKey, recipients } });
    await waitUntil(async () => (await totals()).runs === runs + userIds.length);
  }

  const figure = (page: Page, name: string) => page.locator("dl > div", { has: page.getByText(name, { exact: true }) });

  test("says that nothing was made", async () => {
    const page = await rig.open("/development");
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await heading(page, "Analytics").waitFor();
    await page.getByText("No run ended within this time.").waitFor();
    await inspect(page, "analytics-empty");
  });

  test("shows messages over time, what became of them, and how runs ended", async () => {
    await notify("news", ["ada", "bob", "cy"]);
    await notify("digest", ["ada"]);
    await notify("quiet", ["ada", "bob"]);
    await rig.product.ask(MARK_FEED, { i: { recipient: { userId: "ada" }, mark: "READ" } });
    await waitUntil(async () => (await totals()).read === 2);
    const page = await rig.open("/development/analytics");
    await figure(page, "Made").getByRole("link", { name: "4", exact: true }).waitFor();
    await figure(page, "Runs").getByRole("link", { name: "6", exact: true }).waitFor();
    const funnel = page.getByRole("region", { name: "What became of them" });
    expect(await funnel.getByRole("listitem").allTextContents()).toEqual([
      "Made4 100 %",
      "Sent4 100 %",
      "Delivered4 100 %",
      "Seen2 50 %",
      "Read2 50 %",
      "Acted upon0 0 %",
    ]);
    const outcomes = page.getByRole("region", { name: "How runs ended" });
    expect(await outcomes.getByRole("listitem").allTextContents()).toEqual(["Sent4 ", "Held back2 "]);
    await inspect(page, "analytics");
    await page.setViewportSize(NARROW);
    await shoot(page, "analytics-narrow");
  });

  test("the arrow keys go through a chart, whose numbers are also a table", async () => {
    const page = await rig.open("/development/analytics?span=24h");
    const chart = page.getByRole("slider", { name: "Messages" });
    await chart.waitFor();
    await page.getByText("Made 4", { exact: false }).first().waitFor();
    await chart.focus();
    await page.keyboard.press("Home");
    expect(await chart.getAttribute("aria-valuetext")).toMatch(/: Made 0, Delivered 0, Failed 0$/);
    await page.keyboard.press("End");
    expect(await chart.getAttribute("aria-valuenow")).toBe(await chart.getAttribute("aria-valuemax"));
    await page.getByText("As a table").first().click();
    expect(await page.getByRole("table", { name: "Messages" }).getByRole("row").count()).toBeGreaterThan(23);
  });

  test("a workflow narrows the page, and numbers lead to their rows", async () => {
    const page = await rig.open("/development/analytics");
    await page.getByRole("table", { name: "Workflows" }).getByRole("button", { name: "news" }).click();
    await page.waitForURL(/workflow=news/);
    await figure(page, "Made").getByRole("link", { name: "3", exact: true }).click();
    await heading(page, "Messages").waitFor();
    expect(page.url()).toMatch(/messages\?(?=.*range=7d)(?=.*workflow=news)/);
    await page.goBack();
    await page.getByRole("region", { name: "How runs ended" }).getByRole("link", { name: "3" }).click();
    await heading(page, "Runs").waitFor();
    expect(page.url()).toMatch(/runs\?(?=.*outcome=sent)(?=.*workflow=news)/);
  });
});
