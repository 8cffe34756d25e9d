import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

describeWith(chromium, "why, in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    await rig.product.ask(
      'mutation { setPreferences(input: { recipient: { userId: "grace" }, rules: [{ category: "tasks", allow: false }] }) { preferences { id } } }',
    );
    await rig.product.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: {
        ...{ workflowKey: "task-assigned", actor: { userId: "linus" }, data: { documentId: "d1" } },
        recipients: [{ to: { userId: "ada" } }, { to: { userId: "grace" } }],
      },
    });
    await waitUntil(async () => {
      const { runs } = await rig.product.ask<{ runs: { nodes: { status: string }[] } }>(
        '{ runs(filter: { workflowKey: "task-assigned" }) { nodes { status } } }',
      );
      return runs.nodes.filter(({ status }) => status === "COMPLETED").length === 2;
    });
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  test("answers in one sentence, with what it rests on, for those who got nothing and those who got something", async () => {
    const page = await rig.open("/development");
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("y");
    await heading(page, "Why").waitFor();
    await page.getByLabel("Who", { exact: true }).fill("grace");
    await page.getByLabel("Workflow", { exact: true }).fill("task-assigned");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText(/^No/).waitFor();
    await page.getByText("preference.category_off").first().waitFor();
    expect(page.url()).toContain("who=grace");
    await inspect(page, "why");
    await page.getByRole("link", { name: "its run" }).first().click();
    await heading(page, "task-assigned for Grace Hopper").waitFor();

    const ada = await rig.open("/development/why?who=ada&workflow=task-assigned");
    await ada.getByRole("status").getByText(/^Yes/).waitFor();
    await ada.getByRole("region", { name: "If it happened now" }).waitFor();
  });

  test("answers for those whom no trigger named", async () => {
    const page = await rig.open("/development/why?who=linus&workflow=mention");
    await page
      .getByText(/^trigger\./)
      .first()
      .waitFor();
  });
});
