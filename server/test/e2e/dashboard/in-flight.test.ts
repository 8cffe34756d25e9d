import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { NARROW, heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { send, workflowsOf } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

const WAIT = { ref: "pause", type: "delay", for: { unit: "hours", value: 5 } };
const COLLECT = { ref: "collect", type: "batch", window: { unit: "hours", value: 30 } };
const CHOOSE = {
  ...{ ref: "size", type: "branch" },
  branches: [
    {
      name: "large",
      conditions: { variable: "data.total", operator: "greater_than", argument: 100 },
      steps: [WAIT],
    },
    { name: "small", steps: [] },
  ],
};

describeWith(chromium, "what waits, in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    const workflows = workflowsOf(rig.product);
    await workflows.save("order", [CHOOSE, send("bell")], "New order");
    await workflows.save("digest", [COLLECT, send("bell")], "Digest");
    for (const key of ["order", "digest"]) await workflows.commit(key);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  async function waiting(): Promise<number> {
    const { runs } = await rig.product.ask<{ runs: { nodes: unknown[] } }>(
      "{ runs(filter: { statuses: [WAITING] }, first: 100) { nodes { id } } }",
    );
    return runs.nodes.length;
  }

  /** Triggers the workflow for these, and waits until their runs wait. */
  async function notify(workflowKey: string, userIds: readonly string[]): Promise<void> {
    const before = await waiting();
    await rig.product.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: { workflowKey, recipients: userIds.map((userId) => ({ to: { userId } })), data: { total: 150 } },
    });
    await waitUntil(async () => (await waiting()) === before + userIds.length);
  }

  const bar = (page: Page) => page.getByRole("region", { name: "The chosen runs" });
  const dialog = (page: Page) => page.getByRole("dialog");

  test("says that nothing waits, and why something would", async () => {
    const page = await rig.open("/development");
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await heading(page, "In flight").waitFor();
    await page.getByRole("heading", { name: "No run waits" }).waitFor();
    await inspect(page, "in-flight-empty");
  });

  test("says that it cannot be read, and reads again", async () => {
    const page = await rig.open("/development/in-flight");
    await page.getByRole("heading", { name: "No run waits" }).waitFor();
    await page.route("**/graphql", (route) => route.abort());
    await page.getByRole("alert").getByText("The server does not answer").waitFor({ timeout: 60_000 });
    await shoot(page, "in-flight-error");
    await page.unroute("**/graphql");
    await page.getByRole("alert").waitFor({ state: "detached", timeout: 60_000 });
  });

  test("shows where runs wait, by step and hour, and each number leads to its runs", async () => {
    await notify("order", ["ada", "grace", "linus", "edsger"]);
    await notify("digest", ["ada", "grace"]);
    const page = await rig.open("/development/in-flight");
    const order = page.getByRole("article", { name: "order" });
    await order.getByRole("link", { name: "4 runs" }).first().waitFor();
    await bar(page).getByText("6 runs").waitFor();
    await inspect(page, "in-flight");

    await order.getByRole("button", { name: /pause version 1/ }).click();
    await bar(page).getByText("4 runs at pause of order version 1").waitFor();
    await page
      .getByRole("region", { name: /order, version 1/ })
      .getByText(/4 runs, next in/)
      .waitFor();
    expect(page.url()).toContain("step=pause");
    await inspect(page, "in-flight-step");
    await bar(page).getByRole("button", { name: "All again" }).click();

    // By keys alone: from the bar of the first runs to that of the batches.
    const hours = page.getByRole("group", { name: "The next 48 hours" });
    await hours.getByRole("button", { name: /: 4 runs/ }).focus();
    for (let hour = 0; hour < 25; hour += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await bar(page).getByText("2 runs going on").waitFor();
    await bar(page).getByRole("link", { name: "2 runs" }).click();
    await heading(page, "Runs").waitFor();
    const table = page.getByRole("table", { name: "Runs" });
    await table
      .getByRole("row", { name: /digest@1/ })
      .nth(1)
      .waitFor();
    expect(await table.getByRole("row", { name: /order@1/ }).count()).toBe(0);
    await inspect(page, "runs-that-wait");
    await page.getByRole("button", { name: /^Drop “Goes on/ }).click();
    await table
      .getByRole("row", { name: /order@1/ })
      .first()
      .waitFor();
  });

  test("wakes what was chosen after a dry run, on a phone as well", async () => {
    const page = await rig.open("/development/in-flight?workflow=order&version=1&step=pause");
    await page.setViewportSize(NARROW);
    await bar(page).getByText("4 runs at pause").waitFor();
    await bar(page).getByRole("button", { name: "Wake…" }).click();
    await dialog(page).getByText("4 runs", { exact: true }).waitFor();
    await dialog(page).getByRole("link", { name: "Grace Hopper" }).waitFor();
    await inspect(page, "in-flight-wake");
    await dialog(page).getByRole("button", { name: "Leave them" }).click();
    expect(await waiting()).toBe(6);

    await bar(page).getByRole("button", { name: "Wake…" }).click();
    await dialog(page).getByRole("button", { name: "Wake 4 runs" }).click();
    await dialog(page).getByText("4 runs were woken.").waitFor();
    await dialog(page).getByRole("button", { name: "Close" }).last().click();
    await waitUntil(async () => (await waiting()) === 2);
    await bar(page).getByText("0 runs at pause").waitFor();
    await inspect(page, "in-flight-woken");
  });

  test("on a phone: a run that waits is read, woken, and seen to have sent", async () => {
    await notify("order", ["ada"]);
    const page = await rig.open("/development/runs?outcome=waiting&workflow=order");
    await page.setViewportSize(NARROW);
    await page
      .getByRole("table", { name: "Runs" })
      .getByRole("row", { name: /Ada Lovelace/ })
      .click();
    await heading(page, "order for Ada Lovelace").waitFor();
    await page.getByRole("button", { name: "Wake now" }).waitFor();
    await inspect(page, "run-waits");
    await page.setViewportSize(NARROW);
    await page.getByRole("button", { name: "Cancel…" }).click();
    await page.getByRole("button", { name: "Leave it" }).click();
    await page.getByRole("button", { name: "Wake now" }).click();
    await page.getByText("run.woken").waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "in-app" }).waitFor({ timeout: 60_000 });
  });

  test("cancels what was chosen, and what is gone meanwhile is said", async () => {
    const page = await rig.open("/development/in-flight?workflow=digest");
    await bar(page).getByRole("button", { name: "Cancel…" }).click();
    await dialog(page).getByText("This cannot be undone.").waitFor();
    await inspect(page, "in-flight-cancel");
    const { runs } = await rig.product.ask<{ runs: { nodes: { id: string }[] } }>(
      "{ runs(filter: { statuses: [WAITING] }) { nodes { id } } }",
    );
    await rig.product.ask("mutation ($i: ChangeRunsInput!) { changeRuns(input: $i) { changedCount } }", {
      i: { action: "CANCEL", ids: [runs.nodes[0]?.id] },
    });
    await dialog(page).getByRole("button", { name: "Cancel 2 runs" }).click();
    await dialog(page).getByText("1 run was cancelled. 1 run had gone on or ended meanwhile.").waitFor();
    await dialog(page).getByRole("button", { name: "Close" }).last().click();
    expect(await waiting()).toBe(0);
  });
});
