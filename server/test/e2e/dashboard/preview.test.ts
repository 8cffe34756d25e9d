import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { isSaved, send, side, workflowsOf, type Workflows } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";

describeWith(chromium, "previews of templates in the dashboard", (executablePath) => {
  let rig: DashboardRig;
  let save: Workflows["save"];

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    ({ save } = workflowsOf(rig.product));
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  test("show what the server makes of an item for one person, and for another", async () => {
    await save("item", [send("bell", "**{{ recipient.name }}**, see [this](https://example.com)")]);
    const page = await rig.open("/development/workflows/item?step=bell");
    const preview = side(page).getByRole("region", { name: "Preview" });
    await preview.locator("strong", { hasText: "Ada Lovelace" }).first().waitFor();
    expect(await preview.getByRole("link").count()).toBe(0);
    await preview.locator("summary").click();
    await preview.getByLabel("Shown for").fill("grace");
    await preview.locator("strong", { hasText: "Grace Hopper" }).first().waitFor();
    await page.reload();
    await preview.locator("strong", { hasText: "Grace Hopper" }).first().waitFor();
  });

  test("say at which line a template is wrong, keep the last good one, and name what the example lacks", async () => {
    await save("faulty", [send("bell", "Hello {{ data.missing }}!")]);
    const page = await rig.open("/development/workflows/faulty?step=bell");
    const preview = side(page).getByRole("region", { name: "Preview" });
    await preview.getByText("Not there in this example: data.missing").waitFor();
    await side(page).getByLabel("Text", { exact: true }).fill("Hello\n{{ recipient.name | shout }}");
    await preview.getByRole("list", { name: "Faults of the template" }).getByText("markdown 2:").waitFor();
    await preview.getByText("The last one that could be shown").waitFor();
    await preview.getByText("Hello !").waitFor();
    await inspect(page, "preview-fault");
    await side(page).getByLabel("Text", { exact: true }).fill("Hello {{ recipient.name | upcase }}");
    await preview.getByText("Hello ADA LOVELACE").waitFor();
    await isSaved(page);
  });

  test("show a mail at two widths, dark and as text, with its size", async () => {
    const template = { subject: "For {{ recipient.name }}", markdown: "# News\n\nHello *you*" };
    await save("mail", [{ ref: "mail", type: "channel", channelKey: "email", template }]);
    const page = await rig.open("/development/workflows/mail?step=mail");
    const preview = side(page).getByRole("region", { name: "Preview" });
    await preview.getByText("For Ada Lovelace").waitFor();
    await preview.getByText(/KB$/).waitFor();
    const frame = page.frameLocator("iframe[title='The mail as HTML']");
    await frame.getByText("News").first().waitFor();
    await preview.getByRole("button", { name: "Dark" }).click();
    await frame.locator("html").evaluate((html) => {
      if (html.style.colorScheme !== "dark") throw new Error("The frame is not dark.");
    });
    await preview.getByRole("button", { name: "375 px" }).click();
    expect(
      await preview.locator("iframe").evaluate((element) => element.getBoundingClientRect().width),
    ).toBeLessThanOrEqual(375);
    await inspect(page, "preview-mail");
  });

  test("count the parts of a text message, and say why", async () => {
    const step = { ref: "text", type: "channel", channelKey: "sms", template: { text: "Hello" } };
    await save("text", [step]);
    const page = await rig.open("/development/workflows/text?step=text");
    const preview = side(page).getByRole("region", { name: "Preview" });
    await preview.getByText("5 characters, 1 part, GSM alphabet").waitFor();
    await side(page).getByLabel("Text", { exact: true }).fill("你好".repeat(40));
    await preview.getByText("80 characters, 2 parts, UCS-2").waitFor();
    await inspect(page, "preview-sms");
  });

  test.each([
    ["PUSH", "push", { title: "Ring", body: "For {{ recipient.name }}" }, "For Ada Lovelace"],
    ["CHAT", "chat", { markdown: "For **{{ recipient.name }}**" }, "For **Ada Lovelace**"],
    [
      "WEBHOOK",
      "hook",
      { method: "POST", url: "https://example.com/x", body: "For {{ recipient.name }}" },
      "For Ada Lovelace",
    ],
  ])("show a message of type %s", async (type, channelKey, template, words) => {
    await rig.product.ask("mutation ($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }", {
      i: { channelKey, name: channelKey, type },
    });
    await save(`by-${channelKey}`, [{ ref: channelKey, type: "channel", channelKey, template }]);
    const page = await rig.open(`/development/workflows/by-${channelKey}?step=${channelKey}`);
    await side(page).getByRole("region", { name: "Preview" }).getByText(words).first().waitFor();
    await inspect(page, `preview-${channelKey}`);
  });
});
