import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";

describeWith(chromium, "channels in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  interface Stored {
    readonly channelKey: string;
    readonly isSandbox: boolean;
    readonly isDefault: boolean;
    readonly providers: readonly { providerKey: string; settings: Record<string, unknown> }[];
  }

  const stored = async (channelKey: string): Promise<Stored | undefined> => {
    const { channels } = await rig.product.ask<{ channels: { nodes: Stored[] } }>(
      "{ channels(first: 100) { nodes { channelKey isSandbox isDefault providers { providerKey settings } } } }",
    );
    return channels.nodes.find((channel) => channel.channelKey === channelKey);
  };

  test("are listed by kind, and made with a form that the provider's schema gives", async () => {
    const page = await rig.open("/development/channels");
    await heading(page, "Channels").waitFor();
    await page.getByRole("region", { name: "Email" }).getByRole("link").first().waitFor();
    await inspect(page, "channels");

    await page.getByRole("button", { name: "New channel" }).click();
    const dialog = page.getByRole("dialog", { name: "New channel" });
    await dialog.getByLabel("Name", { exact: true }).fill("Newsletter");
    await dialog.getByLabel("Provider", { exact: true }).selectOption("smtp");
    await dialog.getByRole("button", { name: "Add provider" }).click();
    await inspect(page, "channel-new");
    await dialog.getByRole("button", { name: "Create channel" }).click();
    await dialog.getByText("The provider needs this setting.").first().waitFor();
    await inspect(page, "channel-new-issues");

    const smtp = dialog.getByRole("group", { name: "SMTP" });
    await smtp.getByLabel("Host").fill("127.0.0.1");
    await smtp.getByRole("group", { name: "Sender" }).getByLabel("Address").fill("news@acme.example");
    await smtp.getByLabel(/^User/).fill("news");
    await smtp.getByLabel(/^Password/).fill("a-long-password-1234");
    await dialog.getByLabel("Sandbox: make its messages and send none").check();
    await dialog.getByRole("button", { name: "Create channel" }).click();
    await heading(page, "Newsletter").waitFor();
    // The vendor is asked at once.
    await page.getByRole("list", { name: "What the vendors say of the settings" }).waitFor();
    await page.getByText("••••1234").waitFor();
    await inspect(page, "channel");
    expect(await stored("newsletter")).toMatchObject({
      isSandbox: true,
      providers: [{ providerKey: "smtp", settings: { host: "127.0.0.1", password: "••••1234" } }],
    });
  });

  test("are changed: a second provider, its place, the sandbox, the default; and deleted after their key was typed", async () => {
    await rig.product.ask(
      `mutation { createChannel(input: { channelKey: "alerts", type: EMAIL, name: "Alerts", providers: [
        { providerKey: "resend", settings: { from: { address: "a@acme.example" }, apiKey: "re_a_long_key_for_tests" } }] }) { channel { id } } }`,
    );
    const page = await rig.open("/development/channels/alerts");
    await heading(page, "Alerts").waitFor();
    await page.getByRole("button", { name: "Edit providers" }).click();
    await page.getByLabel("And if those fail").selectOption("mailbox");
    await page.getByRole("button", { name: "Add provider" }).click();
    await page.getByRole("button", { name: /Try .*[Mm]ailbox.* earlier/ }).click();
    await inspect(page, "channel-edit");
    await page.getByRole("button", { name: "Save providers" }).click();
    await page.getByRole("button", { name: "Edit providers" }).waitFor();
    expect((await stored("alerts"))?.providers).toMatchObject([
      { providerKey: "mailbox" },
      { providerKey: "resend", settings: { apiKey: "••••ests" } },
    ]);

    // Not `check`, which looks at the box before the change is under way.
    await page.getByLabel("Sandbox: make its messages and send none").click();
    await page.getByText("Sandbox", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Make it the default of its kind" }).click();
    await page.getByText("Default of its kind", { exact: true }).waitFor();
    expect(await stored("alerts")).toMatchObject({ isSandbox: true, isDefault: true });

    await page.getByRole("button", { name: "Delete…" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete alerts" });
    await dialog.getByLabel("Type alerts to confirm").fill("alerts");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await heading(page, "Channels").waitFor();
    expect(await stored("alerts")).toBeUndefined();
    await rig.open("/development/channels/alerts").then((other) => heading(other, "No such channel").waitFor());
  });

  test("are tried by a message, whose attempt is shown", async () => {
    const page = await rig.open("/development/channels/email");
    await page.getByLabel("To", { exact: true }).fill("ada");
    await page.getByRole("button", { name: "Send it" }).click();
    await page.getByRole("status").getByText("Sent", { exact: true }).waitFor();
    await inspect(page, "channel-tested");
    await page.getByLabel("To", { exact: true }).fill("nobody");
    await page.getByRole("button", { name: "Send it" }).click();
    await page.getByRole("alert").getByText("The recipient has no address for this channel.").waitFor();
  });
});
