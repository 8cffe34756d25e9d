import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

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

  test("are listed, found by what is known of them, and opened by a click", async () => {
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
    const search = page.getByRole("search", { name: "Find a user" });
    for (const [words, name] of [
      ["lin", "Linus Torvalds"],
      ["hop", "Grace Hopper"],
      ["ADA@example.com", "Ada Lovelace"],
    ] as const) {
      await search.getByRole("textbox").fill(words);
      await page.keyboard.press("Enter");
      await table.getByRole("row", { name: new RegExp(name) }).waitFor();
      await waitUntil(async () => (await table.getByRole("row").count()) === 2);
    }
    await search.getByRole("textbox").fill("nobody at all");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Nobody fits “nobody at all”" }).waitFor();
    expect(page.url()).toContain("find=nobody");
    await inspect(page, "users-none");
    await page.getByRole("button", { name: "Show all" }).click();
    await table.getByRole("row", { name: /Linus Torvalds/ }).waitFor();
    await rig.open("/development/users/nobody").then((other) => heading(other, "No such user").waitFor());
  });

  test("show what somebody gets and which rule decides, and a cell is changed in place", async () => {
    const page = await rig.open("/development/users/grace?tab=preferences");
    const cell = page.getByRole("row", { name: /^Mention/ }).getByRole("checkbox", { name: "Mention: In the app" });
    await cell.waitFor();
    expect(await cell.isChecked()).toBe(false);
    const row = page.getByRole("row", { name: /^Mention/ });
    await row.getByText("a rule about the category, the recipient’s own").first().waitFor();
    await inspect(page, "user-preferences");
    // Another rule forbids it whatever this one says.
    expect(await cell.isDisabled()).toBe(true);

    await page.getByRole("button", { name: "Remove the rule that decides collaboration: In the app" }).click();
    await row.getByText("Yes", { exact: true }).first().waitFor();

    const task = page.getByRole("row", { name: /^Task assigned/ });
    await task.getByRole("checkbox", { name: "Task assigned: Email" }).click();
    await task.getByText("a rule about the workflow, the recipient’s own").waitFor();
    await task.getByText("No", { exact: true }).waitFor();
    const { user } = await rig.product.ask<{ user: { preferences: { rules: object[] } } }>(
      '{ user(userId: "grace") { preferences { rules { workflowKey channelType allow } } } }',
    );
    const rule = { workflowKey: "task-assigned", channelType: "EMAIL", allow: false };
    expect(user.preferences.rules).toContainEqual(rule);
  });

  test("have a profile and properties that are changed in place", async () => {
    const page = await rig.open("/development/users/linus");
    await heading(page, "Linus Torvalds").waitFor();
    await page.getByRole("button", { name: "Edit profile" }).click();
    await page.getByLabel("Phone").fill("+358 40 1234567");
    await inspect(page, "user-edit-profile");
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("+358 40 1234567").waitFor();

    await page.getByRole("button", { name: "Edit properties" }).click();
    const editor = page.getByLabel("Properties as JSON");
    await editor.fill('{ "plan": null }');
    await page.getByText("A property cannot be null").waitFor();
    await editor.fill('{ "plan": "pro", "team": { "name": "Kernel", "seats": 12 } }');
    await page.getByRole("button", { name: "Save properties" }).click();
    await page.getByRole("group", { name: "Properties" }).getByText("Kernel").waitFor();
    await inspect(page, "user-profile");
    await page.getByRole("button", { name: "Edit properties" }).click();
    await page.getByLabel("Properties as JSON").fill('{ "team": { "name": "Kernel" } }');
    await page.getByRole("button", { name: "Save properties" }).click();
    await page.getByRole("group", { name: "Properties" }).getByText("1 field").waitFor();
    const { user } = await rig.product.ask<{ user: object }>('{ user(userId: "linus") { phoneNumber properties } }');
    expect(user).toEqual({ phoneNumber: "+358 40 1234567", properties: { team: { name: "Kernel" } } });
  });

  test("lead to their runs and messages", async () => {
    await notified("ada");
    const page = await rig.open("/development/users/ada?tab=runs");
    await page
      .getByRole("table", { name: "Runs" })
      .getByRole("row", { name: /mention/ })
      .waitFor();
    await inspect(page, "user-runs");
    await page.getByRole("link", { name: "Messages" }).last().click();
    await page
      .getByRole("table", { name: "Messages" })
      .getByRole("row", { name: /in-app mention/ })
      .first()
      .click();
    await heading(page, "in-app message for Ada Lovelace").waitFor();
  });

  test("are erased after their id was typed, with the count of what goes", async () => {
    await rig.product.ask('mutation { identify(input: { userId: "leaver", name: "Gone Soon" }) { user { id } } }');
    await notified("leaver");
    const page = await rig.open("/development/users/leaver");
    await page.getByRole("button", { name: "Erase…" }).click();
    const dialog = page.getByRole("dialog", { name: "Erase leaver" });
    await dialog.getByText("run; an unfinished one ends").waitFor();
    await inspect(page, "user-erase");
    const erase = dialog.getByRole("button", { name: "Erase", exact: true });
    await dialog.getByLabel("Type leaver to confirm").fill("leave");
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel("Type leaver to confirm").fill("leaver");
    await erase.click();
    await heading(page, "Users").waitFor();
    const { user } = await rig.product.ask<{ user: null }>('{ user(userId: "leaver") { id } }');
    expect(user).toBeNull();
  });

  test("show their feed by the real widget, which marks nothing unless that is switched on", async () => {
    await notified("grace-reads");
    const unread = async (): Promise<number> => {
      const { feed } = await rig.product.ask<{ feed: { counts: { unread: number } } }>(
        '{ feed(recipient: { userId: "grace-reads" }) { counts { unread } } }',
      );
      return feed.counts.unread;
    };
    await rig.product.ask('mutation { identify(input: { userId: "grace-reads" }) { user { id } } }');
    const page = await rig.open("/development/users/grace-reads?tab=feed");
    const item = page.getByText("Linus Torvalds mentioned you in Plans").first();
    await item.waitFor();
    await inspect(page, "user-feed");
    await item.hover();
    await page.getByRole("button", { name: "Mark as read" }).first().click();
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await page.getByRole("button", { name: "Mark as read" }).first().waitFor();
    expect(await unread()).toBe(1);

    await page.getByRole("checkbox", { name: "Act for the user: mark, snooze and archive" }).check();
    await page.getByText("What you do here happens in the user’s feed").waitFor();
    await item.waitFor();
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await waitUntil(async () => (await unread()) === 0);
  });

  async function notified(userId: string): Promise<void> {
    const { notify } = await rig.product.ask<{ notify: { trigger: { id: string } } }>(
      "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }",
      {
        input: {
          ...{ workflowKey: "mention", actor: { userId: "linus" }, recipients: [{ to: { userId } }] },
          data: { documentId: "plans", document: "Plans" },
        },
      },
    );
    await waitUntil(async () => {
      const { trigger } = await rig.product.ask<{ trigger: { status: string } }>(
        "query ($id: ID!) { trigger(id: $id) { status } }",
        { id: notify.trigger.id },
      );
      return trigger.status === "COMPLETED";
    });
  }
});
