import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { send, workflowsOf } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";

const WAIT = { ref: "pause", type: "delay", for: { unit: "hours", value: 5 } };

describeWith(chromium, "the dashboard's overview", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

  async function notify(workflowKey: string, userId: string): Promise<void> {
    await rig.product.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: { workflowKey, recipients: [{ to: { userId } }], data: { documentId: "plans" } },
    });
  }

  test("leads to the first message: what is done, what comes next, and the call for a terminal", async () => {
    const page = await rig.open("/development");
    await heading(page, "Development").waitFor();
    const steps = region(page, "To the first message");
    await steps.getByText("Call notify").waitFor();
    await steps
      .getByRole("region", { name: "The call of notify" })
      .getByText(/^curl http/)
      .waitFor();
    await region(page, "Delivery trouble")
      .getByText(/^None\./)
      .waitFor();
    await region(page, "Outcomes today").getByText("No run has ended today.").waitFor();
    await region(page, "Last commits").getByRole("link").first().waitFor();
    await inspect(page, "overview-first");
  });

  test("shows outcomes and what is in flight, and goes on to the next step by itself", async () => {
    const workflows = workflowsOf(rig.product);
    await workflows.save("slow", [WAIT, send("bell")], "Slow");
    await workflows.commit("slow");
    await rig.product.ask(
      'mutation { setPreferences(input: { recipient: { userId: "grace" }, rules: [{ category: "collaboration", allow: false }] }) { preferences { id } } }',
    );
    await notify("mention", "ada");
    await notify("mention", "grace");
    await notify("slow", "linus");
    const page = await rig.open("/development");
    const outcomes = region(page, "Outcomes today");
    for (const word of ["Sent", "Opted out"]) await outcomes.getByText(word).waitFor({ timeout: 60_000 });
    await region(page, "To the first message").getByText("See a message arrive").waitFor();
    await region(page, "Last commits").getByRole("link", { name: "Slow" }).waitFor();
    await region(page, "In flight").getByRole("link", { name: "1" }).waitFor({ timeout: 60_000 });
    await inspect(page, "overview");
    await region(page, "In flight").getByRole("link", { name: "1" }).click();
    await heading(page, "In flight").waitFor();

    await rig.product.ask('mutation { markFeed(input: { recipient: { userId: "ada" }, mark: SEEN }) { feed { id } } }');
    await page.goBack();
    await region(page, "To the first message").waitFor({ state: "detached", timeout: 60_000 });
  });

  test("names the trouble of providers and what was given up, and says when it cannot be read", async () => {
    const page = await rig.open();
    await heading(page, "Development").waitFor();
    await page.route("**/graphql", async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { data?: Record<string, unknown> };
      if (body.data?.["deadLetters"]) {
        const at = new Date(Date.now() - 3_600_000).toISOString();
        body.data["deadLetters"] = [
          { channelKey: "email", reason: "provider.rejected_recipient", count: 12, lastAt: at },
        ];
        body.data["deliveryHealth"] = [
          {
            ...{ channelKey: "sms", providerKey: "twilio", attemptCount: 40, failureCount: 38, breaker: "open" },
            ...{ queuedCount: 7, oldestQueuedSeconds: 90 },
          },
        ];
      }
      await route.fulfill({ response, json: body });
    });
    await page.reload();
    const trouble = region(page, "Delivery trouble");
    await trouble.getByText("sms by twilio").waitFor();
    await trouble.getByRole("link", { name: "12 given up" }).waitFor();
    await inspect(page, "overview-trouble");

    await page.unrouteAll({ behavior: "wait" });
    await page.route("**/graphql", (route) => route.abort());
    await page.getByRole("alert").first().waitFor({ timeout: 60_000 });
    await shoot(page, "overview-error");
    expect(await trouble.count()).toBe(1);
  });
});
