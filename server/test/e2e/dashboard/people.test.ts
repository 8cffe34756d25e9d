import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";

describeWith(chromium, "objects, tenants and defaults in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    const { ask } = rig.product;
    await ask(
      `mutation {
        setObject(input: { collection: "projects", objectId: "apollo", name: "Apollo", properties: { phase: 3 } }) { object { id } }
        subscribe(input: { object: { collection: "projects", objectId: "apollo" },
          recipients: [{ userId: "ada" }, { userId: "grace" }], properties: { role: "lead" } }) { changedCount }
        setTenant(input: { tenantId: "acme", name: "Acme", properties: { brand: { color: "#ff5500" } } }) { tenant { id } }
      }`,
    );
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  test("objects are listed by collection, and one shows who follows it", async () => {
    const page = await rig.open("/development/objects");
    const table = page.getByRole("table", { name: "Objects" });
    await table.getByRole("row", { name: /Apollo projects apollo/ }).waitFor();
    await inspect(page, "objects");
    await page.getByRole("search", { name: "Find objects" }).getByRole("textbox").fill("documents-of-nobody");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The collection “documents-of-nobody” has no objects" }).waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await table.getByRole("row", { name: /Apollo/ }).click();
    await heading(page, "Apollo").waitFor();
    await page.getByRole("group", { name: "Properties" }).getByText("phase").waitFor();
    await inspect(page, "object");

    await page.getByRole("link", { name: "Subscriptions" }).click();
    const followers = page.getByRole("list", { name: "Followers" });
    await followers.getByText("Grace Hopper").waitFor();
    await inspect(page, "object-subscriptions");
    await page.getByRole("button", { name: "End the subscription of Grace Hopper" }).click();
    await followers.getByText("Grace Hopper").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Add a follower" }).click();
    await page.getByLabel("User id").fill("linus");
    await page.getByRole("button", { name: "Subscribe" }).click();
    await followers.getByRole("link", { name: /Linus Torvalds/ }).click();
    await heading(page, "Linus Torvalds").waitFor();
    await page.getByRole("link", { name: "Subscriptions" }).click();
    await page.getByRole("list", { name: "Follows" }).getByText("Apollo").waitFor();
    await rig.open("/development/objects/projects/none").then((other) => heading(other, "No such object").waitFor());
  });

  test("a tenant has defaults of its own, which reach its people", async () => {
    const page = await rig.open("/development/tenants");
    await page
      .getByRole("table", { name: "Tenants" })
      .getByRole("row", { name: /Acme acme/ })
      .click();
    await heading(page, "Acme").waitFor();
    await page.getByRole("group", { name: "Properties" }).getByText("#ff5500").waitFor();
    await inspect(page, "tenant");
    await page.getByRole("link", { name: "Preferences" }).last().click();
    const task = page.getByRole("row", { name: /^Task assigned/ });
    await task.getByRole("checkbox", { name: "Task assigned: Email" }).click();
    await task.getByText("a rule about the workflow, a default of the tenant").waitFor();
    await inspect(page, "tenant-preferences");

    const user = await rig.open("/development/users/grace?tab=preferences&tenant=acme");
    const cell = user.getByRole("row", { name: /^Task assigned/ });
    await cell.getByText("a rule about the workflow, a default of the tenant").waitFor();
    await user.getByLabel("In tenant").fill("");
    await user.getByLabel("In tenant").press("Enter");
    await cell.getByText("nothing forbids it").first().waitFor();
  });

  test("the environment’s defaults are a matrix, and may override what people have chosen", async () => {
    const page = await rig.open("/development/preferences");
    await heading(page, "Default preferences").waitFor();
    const row = page.getByRole("row", { name: /^Mention/ });
    await row.getByRole("checkbox", { name: "Mention: In the app" }).waitFor();
    await inspect(page, "default-preferences");
    await page.getByRole("checkbox", { name: "Changes here override what people have chosen themselves" }).check();
    await row.getByRole("checkbox", { name: "Mention: In the app" }).click();
    await row.getByText("a rule about the workflow, a default of the environment").waitFor();
    await page.getByText("overrides the recipient", { exact: true }).waitFor();
    const { defaultPreferences } = await rig.product.ask<{ defaultPreferences: { rules: object[] } }>(
      "{ defaultPreferences { rules { workflowKey channelType allow overridesRecipient } } }",
    );
    expect(defaultPreferences.rules).toEqual([
      { workflowKey: "mention", channelType: "IN_APP", allow: false, overridesRecipient: true },
    ]);
    await page.getByRole("button", { name: "Remove the rule that decides Mention: In the app" }).click();
    await row.getByText("nothing forbids it").first().waitFor();
  });
});
