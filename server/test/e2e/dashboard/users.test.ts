import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";

describeWith(chromium, "users in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    await rig.product.ask(
      'mutation { setPreferences(input: { recipient: { userId: "grace" }, rules: [{ category: "collaboration", allow: false }] }) { preferences { id } } }',
    );
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  test("are listed, and opened by keys, by a click or by their id", async () => {
    const page = await rig.open("/development");
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("u");
    await heading(page, "Users").waitFor();
    const table = page.getByRole("table", { name: "Users" });
    await table.getByRole("row", { name: /Ada Lovelace ada ada@example.com/ }).waitFor();
    await inspect(page, "users");
    await table.getByRole("row", { name: /Grace Hopper/ }).click();
    await heading(page, "Grace Hopper").waitFor();
    await page.goBack();
    await page.getByRole("search", { name: "Find a user" }).getByLabel("Id").fill("linus");
    await page.keyboard.press("Enter");
    await heading(page, "Linus Torvalds").waitFor();
    await rig.open("/development/users/nobody").then((other) => heading(other, "No such user").waitFor());
  });

  test("show what somebody gets and which rule decides, and a cell is changed in place", async () => {
    const page = await rig.open("/development/users/grace");
    const cell = page.getByRole("row", { name: /^Mention/ }).getByRole("checkbox", { name: "Mention: In the app" });
    await cell.waitFor();
    expect(await cell.isChecked()).toBe(false);
    const row = page.getByRole("row", { name: /^Mention/ });
    await row.getByText("a rule about the category, the user’s own").first().waitFor();
    await inspect(page, "user");
    // Another rule forbids it whatever this one says.
    expect(await cell.isDisabled()).toBe(true);

    await page.getByRole("button", { name: "Remove the rule that decides collaboration: In the app" }).click();
    await row.getByText("Yes", { exact: true }).first().waitFor();

    const task = page.getByRole("row", { name: /^Task assigned/ });
    await task.getByRole("checkbox", { name: "Task assigned: Email" }).click();
    await task.getByText("a rule about the workflow, the user’s own").waitFor();
    await task.getByText("No", { exact: true }).waitFor();
    const { user } = await rig.product.ask<{ user: { preferences: { rules: object[] } } }>(
      '{ user(userId: "grace") { preferences { rules { workflowKey channelType allow } } } }',
    );
    const rule = { workflowKey: "task-assigned", channelType: "EMAIL", allow: false };
    expect(user.preferences.rules).toContainEqual(rule);
  });

  test("lead to their runs and messages", async () => {
    const page = await rig.open("/development/users/ada");
    await page.getByRole("link", { name: "runs", exact: true }).click();
    await heading(page, "Runs").waitFor();
    expect(page.url()).toContain("recipient=ada");
  });
});
