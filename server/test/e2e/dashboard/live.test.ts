import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { send, workflowsOf } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

const WAIT = { ref: "pause", type: "delay", for: { unit: "hours", value: 5 } };

describeWith(chromium, "lists that follow what happens, in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    const workflows = workflowsOf(rig.product);
    await workflows.save("plain", [send("bell")], "Plain");
    await workflows.save("slow", [WAIT, send("bell")], "Slow");
    for (const key of ["plain", "slow"]) await workflows.commit(key);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  async function notify(workflowKey: string, userIds: readonly string[]): Promise<void> {
    await rig.product.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: { workflowKey, recipients: userIds.map((userId) => ({ to: { userId } })) },
    });
  }

  const people = (prefix: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, "0")}`);

  const table = (page: Page, name = "Runs") => page.getByRole("table", { name });
  const isLive = (page: Page): Promise<void> =>
    page.getByRole("switch", { name: "Live", exact: true }).waitFor({ timeout: 60_000 });

  async function runCount(workflowKey: string): Promise<number> {
    const { backlog } = await rig.product.ask<{
      backlog: { steps: { workflowKey: string; steps: { waitingRunCount: number }[] }[] };
    }>("{ backlog { steps { workflowKey steps { waitingRunCount } } } }");
    const steps = backlog.steps.find((each) => each.workflowKey === workflowKey)?.steps ?? [];
    return steps.reduce((sum, each) => sum + each.waitingRunCount, 0);
  }

  test("new rows appear at the top, and rows change where they are", async () => {
    const page = await rig.open("/development/runs");
    await isLive(page);
    await notify("slow", ["first"]);
    await table(page)
      .getByRole("row", { name: /Waiting first/ })
      .waitFor();
    const { runs } = await rig.product.ask<{ runs: { nodes: { id: string }[] } }>(
      "{ runs(filter: { statuses: [WAITING] }) { nodes { id } } }",
    );
    await rig.product.ask("mutation ($i: ChangeRunsInput!) { changeRuns(input: $i) { changedCount } }", {
      i: { action: "WAKE", ids: [runs.nodes[0]?.id] },
    });
    await table(page)
      .getByRole("row", { name: /Sent first/ })
      .waitFor();

    const messages = await rig.open("/development/messages");
    await isLive(messages);
    const triggers = await rig.open("/development/triggers");
    await isLive(triggers);
    await notify("plain", ["second"]);
    await table(messages, "Messages")
      .getByRole("row", { name: /second/ })
      .waitFor();
    await table(triggers, "Triggers")
      .getByRole("row", { name: /Done.*plain/ })
      .waitFor();
  });

  test("while one reads further down new rows wait above, and `.` shows them; `l` switches it off", async () => {
    await notify("slow", people("a", 60));
    await waitUntil(async () => (await runCount("slow")) === 60);
    const page = await rig.open("/development/runs?outcome=waiting");
    await isLive(page);
    await table(page).getByRole("row").nth(1).waitFor();
    const scroller = table(page).locator("xpath=..");
    await scroller.evaluate((element) => element.scrollTo({ top: 600 }));
    await waitUntil(async () => (await scroller.evaluate((element) => element.scrollTop)) > 500);
    await notify("slow", people("b", 3));
    await page.getByRole("button", { name: "3 new" }).waitFor();
    expect(await scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(500);
    await inspect(page, "live-new");
    await page.keyboard.press(".");
    await table(page).getByRole("row", { name: /b0000/ }).waitFor();
    expect(await scroller.evaluate((element) => element.scrollTop)).toBe(0);

    await page.keyboard.press("l");
    await page.getByRole("switch", { name: "Live is off" }).waitFor();
    await notify("slow", ["unseen"]);
    await waitUntil(async () => (await runCount("slow")) === 64);
    expect(
      await table(page)
        .getByRole("row", { name: /unseen/ })
        .count(),
    ).toBe(0);
    await page.keyboard.press("l");
    await table(page)
      .getByRole("row", { name: /unseen/ })
      .waitFor();
  });

  test("a run that does not fit the filter any more leaves the list", async () => {
    const page = await rig.open("/development/runs?outcome=waiting&recipient=unseen");
    await isLive(page);
    await table(page)
      .getByRole("row", { name: /unseen/ })
      .waitFor();
    await rig.product.ask("mutation ($i: ChangeRunsInput!) { changeRuns(input: $i) { changedCount } }", {
      i: { action: "CANCEL", filter: { recipient: { userId: "unseen" } } },
    });
    await page.getByRole("heading", { name: "No runs fit these filters" }).waitFor();
  });

  test("whoever reads further down keeps the place when the list is read again after a gap", async () => {
    const page = await rig.open("/development/runs?outcome=waiting");
    await isLive(page);
    await table(page).getByRole("row").nth(1).waitFor();
    const scroller = table(page).locator("xpath=..");
    await scroller.evaluate((element) => element.scrollTo({ top: 820 }));
    const row25 = table(page).locator("[role=row][aria-rowindex='25'] a[data-row-link]");
    await row25.waitFor();
    // Whichever row it is: those of one trigger come in the order of their ids.
    const row = table(page).locator(`a[href="${await row25.getAttribute("href")}"]`);
    const before = (await row.boundingBox())?.y;
    await rig.product.restart(() => page.getByRole("switch", { name: "Connecting…" }).waitFor());
    await notify("slow", people("meanwhile", 5));
    await page.getByText("Reconnected, and read again").waitFor({ timeout: 60_000 });
    await waitUntil(async () => (await row.boundingBox())?.y === before);
  });

  test("1,000 runs in a few seconds and a dropped socket: no row is lost or doubled", async () => {
    const page = await rig.open("/development/runs?workflow=plain");
    await isLive(page);
    const ids = (): Promise<string[]> =>
      table(page)
        .locator("a[data-row-link]")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    for (let part = 0; part < 10; part += 1) {
      await notify("plain", people(`p${part}`, 100));
      if (part === 4) {
        // The server stops, and with it every socket.
        await rig.product.restart();
      }
    }
    await waitUntil(async () => {
      const { triggers } = await rig.product.ask<{ triggers: { nodes: { status: string; runCount: number }[] } }>(
        '{ triggers(filter: { workflowKey: "plain" }, first: 20) { nodes { status runCount } } }',
      );
      const done = triggers.nodes.filter(({ status }) => status === "COMPLETED");
      return done.reduce((sum, { runCount }) => sum + runCount, 0) >= 1001;
    }, 60_000);
    await isLive(page);
    // What was left out is said, and read again when somebody asks for it.
    await waitUntil(async () => {
      const pill = page.getByRole("button", { name: /left out|new/ });
      if ((await pill.count()) > 0) await page.keyboard.press(".");
      return (
        (await table(page)
          .getByRole("row", { name: /p90099|p90\d\d\d/ })
          .count()) > 0
      );
    }, 60_000);
    await shoot(page, "live-after-gap");
    // Through the whole list: each run once.
    const seen = new Set<string>();
    const scroller = table(page).locator("xpath=..");
    await page.keyboard.press("l");
    await waitUntil(async () => {
      const shown = await ids();
      expect(new Set(shown).size).toBe(shown.length);
      for (const id of shown) seen.add(id);
      await scroller.evaluate((element) => element.scrollBy({ top: 400 }));
      return seen.size >= 1001;
    }, 60_000);
    expect(seen.size).toBe(1001);
    await page.keyboard.press("l");
  });

  test("looks well and accessible", async () => {
    const page = await rig.open("/development/runs");
    await isLive(page);
    await heading(page, "Runs").waitFor();
    await inspect(page, "live");
  });
});
