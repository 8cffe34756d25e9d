import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { send, workflowsOf, type Workflows } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

const MAIL = {
  ...{ ref: "mail", type: "channel", channelKey: "email" },
  template: { subject: "Hello", markdown: "Hello there" },
};
const WAIT = { ref: "pause", type: "delay", for: { unit: "hours", value: 5 } };

describeWith(chromium, "publishing workflows in the dashboard", (executablePath) => {
  let rig: DashboardRig;
  let workflows: Workflows;
  let production: string;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    workflows = workflowsOf(rig.product);
    const { createEnvironment } = await rig.product.ask<{ createEnvironment: { secretKey: string } }>(
      'mutation { createEnvironment(input: { key: "production", name: "Production" }) { secretKey } }',
    );
    production = createEnvironment.secretKey;
    await rig.product.ask(
      'mutation { updateEnvironment(input: { environmentKey: "development", promotesToKey: "production" }) { environment { key } } }',
    );
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  async function askThere<Data>(query: string, variables: object = {}): Promise<Data> {
    const response = await fetch(`${rig.product.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${production}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  const dialog = (page: Page) => page.getByRole("dialog");

  async function open(key: string): Promise<Page> {
    const page = await rig.open(`/development/workflows/${key}/versions`, await rig.contextOf("ADMIN"));
    await page.getByRole("list", { name: "Versions" }).getByRole("listitem").first().waitFor();
    return page;
  }

  test("promotes a version, after a look at what changes there, and says where it came from", async () => {
    await workflows.save("order", [send("bell", "An order")], "Orders");
    await workflows.commit("order");
    const page = await open("order");
    await page.getByRole("button", { name: "Promote…" }).click();
    await dialog(page).getByText("Production has no version of it yet").waitFor();
    await inspect(page, "promote-first");
    await dialog(page).getByRole("button", { name: "Promote into Production" }).click();
    await dialog(page).getByText("It is version 1 in Production now").waitFor();
    await dialog(page).getByRole("link", { name: "Open it in Production" }).click();
    await heading(page, "Orders").waitFor();
    expect(new URL(page.url()).pathname).toBe("/dashboard/production/workflows/order");
    await page.getByRole("link", { name: "Versions" }).click();
    await page.getByText(/from development@1/).waitFor();
  });

  test("names the channels that the target lacks, and promotes nothing", async () => {
    await workflows.save("welcome", [MAIL, send("bell")], "Welcome");
    await workflows.commit("welcome");
    const page = await open("welcome");
    await page.getByRole("button", { name: "Promote…" }).click();
    const lacking = dialog(page).getByRole("alert");
    await lacking.getByText("Production lacks what it sends by.").waitFor();
    await lacking.getByText("email, used by step mail").waitFor();
    expect(await dialog(page).getByRole("button", { name: "Promote into Production" }).isDisabled()).toBe(true);
    await inspect(page, "promote-missing");
    expect(await askThere('{ workflow(workflowKey: "welcome") { id } }')).toEqual({ workflow: null });
  });

  test("is asked to compare again when somebody committed in the target meanwhile", async () => {
    await workflows.save("news", [send("bell", "News")], "News");
    await workflows.commit("news");
    const page = await open("news");
    await page.getByRole("button", { name: "Promote…" }).click();
    await dialog(page).getByText("Production has no version of it yet").waitFor();
    await askThere("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }", {
      i: { document: { key: "news", name: "News of theirs", steps: [send("bell", "Theirs")] } },
    });
    await askThere('mutation { commitWorkflow(input: { workflowKey: "news" }) { isUnchanged } }');
    await dialog(page).getByRole("button", { name: "Promote into Production" }).click();
    await dialog(page).getByText("Somebody committed in Production meanwhile.").waitFor();
    await dialog(page).getByRole("button", { name: "Compare again" }).click();
    await dialog(page).getByText("Compared with version 1 of Production; this becomes version 2.").waitFor();
    await dialog(page).getByText("Theirs", { exact: true }).waitFor();
    await inspect(page, "promote-compared");
    await dialog(page).getByRole("button", { name: "Promote into Production" }).click();
    await dialog(page).getByText("It is version 2 in Production now").waitFor();
  });

  test("whoever sees one environment alone is offered nothing of the others", async () => {
    const page = await rig.open("/development/workflows/order/versions");
    await page.getByRole("list", { name: "Versions" }).getByRole("listitem").first().waitFor();
    expect(await page.getByRole("button", { name: "Promote…" }).count()).toBe(0);
  });

  test("archives a workflow after saying what that means, and ends its runs if so asked", async () => {
    await workflows.save("old", [WAIT, send("bell")], "Old news");
    await workflows.commit("old");
    await rig.product.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: { workflowKey: "old", recipients: ["ada", "grace"].map((userId) => ({ to: { userId } })) },
    });
    const statuses = async (): Promise<string[]> => {
      const { runs } = await rig.product.ask<{ runs: { nodes: { status: string }[] } }>(
        '{ runs(filter: { workflowKey: "old" }) { nodes { status } } }',
      );
      return runs.nodes.map(({ status }) => status);
    };
    await waitUntil(async () => (await statuses()).join() === "WAITING,WAITING");
    const page = await open("old");
    await page.getByRole("button", { name: "Archive…" }).click();
    await dialog(page).getByRole("link", { name: "2 runs" }).waitFor();
    await inspect(page, "archive");
    const button = dialog(page).getByRole("button", { name: "Archive" });
    expect(await button.isDisabled()).toBe(true);
    await dialog(page).getByLabel("Cancel them now").check();
    await dialog(page)
      .getByLabel(/Type “old”/)
      .fill("old");
    await button.click();
    await heading(page, "Workflows").waitFor();
    await page.getByRole("row", { name: /Old news/ }).waitFor({ state: "detached" });
    expect(await statuses()).toEqual(["CANCELLED", "CANCELLED"]);
  });
});
