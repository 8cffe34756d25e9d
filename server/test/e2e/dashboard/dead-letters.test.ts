import { afterAll, afterEach, beforeAll, test } from "@jest/globals";
import { inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

const NOTIFY = "mutation ($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";

describeWith(chromium, "dead letters in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  const statuses = async (): Promise<string[]> => {
    const { messages } = await rig.product.ask<{ messages: { nodes: { deliveryStatus: string }[] } }>(
      '{ messages(filter: { recipient: { userId: "grace" }, channelKey: "email" }) { nodes { deliveryStatus } } }',
    );
    return messages.nodes.map(({ deliveryStatus }) => deliveryStatus);
  };

  test("say so where nothing was given up", async () => {
    const page = await rig.open("/development/dead-letters");
    await page.getByRole("heading", { name: "Nothing was given up" }).waitFor();
    await inspect(page, "dead-letters-none");
  });

  test("are grouped by reason, and sent again after the suppression was lifted, with the count first", async () => {
    await rig.product.ask(
      'mutation { addSuppression(input: { channelType: EMAIL, address: "grace@example.com", note: "asked by phone" }) { isNew } }',
    );
    await rig.product.ask(NOTIFY, {
      input: {
        ...{ workflowKey: "task-assigned", actor: { userId: "linus" }, recipients: [{ to: { userId: "grace" } }] },
        data: { documentId: "plans", document: "Plans", task: "Read" },
      },
    });
    await waitUntil(async () => (await statuses()).includes("UNDELIVERED"));

    const page = await rig.open("/development/dead-letters");
    const group = page
      .getByRole("list", { name: "Groups of messages that were given up" })
      .getByRole("listitem")
      .filter({ hasText: "Its address is on the suppression list" });
    await group.waitFor();
    await inspect(page, "dead-letters");
    await page.getByRole("link", { name: "Suppression list" }).click();
    const list = page.getByRole("list", { name: "Suppressed addresses" });
    await list.getByText("asked by phone").waitFor();
    await inspect(page, "suppressions");
    await page.getByRole("button", { name: "Lift the suppression of grace@example.com" }).click();
    await page.getByText("It is empty.").waitFor();

    await page.getByRole("link", { name: "Given up" }).click();
    await group.getByRole("button", { name: "Send again…" }).click();
    const dialog = page.getByRole("dialog", { name: "Send again" });
    await dialog.getByText("would be sent again").waitFor();
    await inspect(page, "resend");
    await dialog.getByRole("button", { name: "Send 1 again" }).click();
    await dialog.getByText("1 are queued again.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("heading", { name: "Nothing was given up" }).waitFor();
    await waitUntil(async () => (await statuses()).every((status) => status === "SENT" || status === "DELIVERED"));
  });

  test("lead to a message with its attempts, what was asked and what came back", async () => {
    const document = {
      ...{ key: "hook", name: "Hook" },
      steps: [
        {
          ref: "call",
          type: "channel",
          channelKey: "hook",
          template: { method: "POST", url: "https://hook.invalid/", body: "{}" },
        },
      ],
    };
    await rig.product.ask(
      `mutation ($document: JSONObject!) {
        createChannel(input: { channelKey: "hook", type: WEBHOOK, name: "Hook", providers: [{ providerKey: "http", settings: {} }] }) { channel { id } }
        saveWorkflow(input: { document: $document }) { isUnchanged }
        commitWorkflow(input: { workflowKey: "hook" }) { isUnchanged }
      }`,
      { document },
    );
    await rig.product.ask(NOTIFY, { input: { workflowKey: "hook", recipients: [{ to: { userId: "grace" } }] } });
    let id = "";
    await waitUntil(async () => {
      const { messages } = await rig.product.ask<{ messages: { nodes: { id: string; attempts: object[] }[] } }>(
        '{ messages(filter: { channelKey: "hook" }) { nodes { id ... on WebhookMessage { attempts { number } } } } }',
      );
      id = messages.nodes[0]?.id ?? "";
      return (messages.nodes[0]?.attempts.length ?? 0) > 0;
    });
    const page = await rig.open(`/development/messages/${id}`);
    await page.getByRole("heading", { name: "Attempts" }).waitFor();
    await page.getByText("Request and answer").first().click();
    await page.getByRole("region", { name: "Request of attempt 1" }).getByText("https://hook.invalid/").waitFor();
    await inspect(page, "message-attempts");
  });
});
