import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { axeFindings } from "../../support/axe.js";
import { heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";

const ORDER = {
  key: "new-order",
  name: "New order",
  categories: ["sales"],
  steps: [
    {
      ref: "size",
      type: "branch",
      branches: [
        {
          name: "large",
          conditions: { variable: "data.total", operator: "greater_than_or_equal_to", argument: 1000 },
          steps: [
            {
              ref: "large",
              type: "channel",
              channelKey: "in-app",
              template: { markdown: "**A large order** of {{ data.total }}" },
            },
          ],
          terminates: true,
        },
        { name: "other", steps: [{ ref: "pause", type: "delay", for: { unit: "hours", value: 2 } }] },
      ],
    },
    { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "An order of {{ data.total }}" } },
  ],
};

describeWith(chromium, "the dashboard's workflows, for reading", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    await commit(ORDER, "The first");
    await commit({ ...ORDER, name: "Newest order", steps: ORDER.steps.slice(0, 1) }, "No bell for all");
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  async function commit(document: { key: string; name: string; steps: object[] }, message: string): Promise<void> {
    await rig.product.ask("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }", {
      i: { document },
    });
    await rig.product.ask("mutation ($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { isUnchanged } }", {
      i: { workflowKey: document.key, message },
    });
  }

  async function runOf(data: object): Promise<string> {
    const { notify } = await rig.product.ask<{ notify: { trigger: { id: string } } }>(
      "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }",
      { i: { workflowKey: "new-order", recipients: [{ to: { userId: "ada" } }], data } },
    );
    for (;;) {
      const { trigger } = await rig.product.ask<{ trigger: { runs: { nodes: { id: string; status: string }[] } } }>(
        "query ($id: ID!) { trigger(id: $id) { runs { nodes { id status } } } }",
        { id: notify.trigger.id },
      );
      const [run] = trigger.runs.nodes;
      if (run && run.status !== "PENDING") return run.id;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  test("are listed, and opened by a click or by keys", async () => {
    const page = await rig.open("/development");
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await heading(page, "Workflows").waitFor();
    const table = page.getByRole("table", { name: "Workflows" });
    const row = table.getByRole("row", { name: /Newest order new-order/ });
    await row.getByText("Active, version 2").waitFor();
    await row.getByText("Branch, Send, Wait").waitFor({ state: "attached" });
    await row.click();
    await heading(page, "Newest order").waitFor();
    expect(new URL(page.url()).pathname).toBe("/dashboard/development/workflows/new-order");
  });

  test("show a run's path: what happened at each step, and the ways that were not taken", async () => {
    const id = await runOf({ total: 5000 });
    const page = await rig.open(`/development/runs/${id}`);
    const path = page.getByRole("region", { name: /Path in new-order, version 2/ });
    await path.getByText("taken", { exact: true }).waitFor();
    const large = path.getByRole("button", { name: /in-app large/ });
    await large.getByText(/A message was created/).waitFor();
    await large.click();
    expect(await page.locator("li[data-is-marked=true]").count()).toBeGreaterThan(0);
    await inspect(page, "run-path");
  });

  test("versions say who committed them and why, and are compared by step", async () => {
    const page = await rig.open("/development/workflows/new-order");
    await page.getByRole("link", { name: "Versions" }).click();
    const list = page.getByRole("list", { name: "Versions" });
    await list.getByText("No bell for all").waitFor();
    expect(await list.getByRole("listitem").count()).toBe(2);
    const compare = page.getByRole("region", { name: "What changed" });
    await compare.getByText("removed").waitFor();
    await compare.getByText("Newest order").waitFor();
    await list.getByRole("link", { name: "Version 1" }).click();
    await compare.getByText("added").first().waitFor();
    expect(page.url()).toContain("to=1");
    await inspect(page, "versions");
  });

  test("an earlier version is brought back as a new one", async () => {
    const page = await rig.open("/development/workflows/new-order/versions");
    await page.getByRole("button", { name: "Bring back…" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Bring back version 1" });
    await dialog.getByText("It becomes version 3").waitFor();
    expect(await axeFindings(page, "document")).toEqual([]);
    await shoot(page, "revert");
    await dialog.getByLabel("Why, for the history").fill("The bell is wanted");
    await dialog.getByRole("button", { name: "Bring back" }).click();
    const list = page.getByRole("list", { name: "Versions" });
    await list.getByText("brings back version 1").waitFor();
    await list.getByText("The bell is wanted").waitFor();
    await heading(page, "New order").waitFor();
  });

  test("say what is missing, and what the server refused", async () => {
    const page = await rig.open("/development/workflows/nowhere");
    await heading(page, "No such workflow").waitFor();
    await page.route("**/graphql", (route) => route.abort());
    await page.getByRole("link", { name: "Workflows" }).first().click();
    await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
    expect(await axeFindings(page, "document")).toEqual([]);
    await shoot(page, "workflows-error");
  });

  describe("look", () => {
    test.each([
      ["workflows", "/workflows", "Workflows"],
      ["workflow-read", "/workflows/mention?step=wait", "Mention"],
      ["workflow-json", "/workflows/mention?view=json", "Mention"],
    ])("well and accessible: %s", async (name, path, title) => {
      const page = await rig.open(`/development${path}`);
      await heading(page, title).waitFor();
      await inspect(page, name);
    });
  });
});
