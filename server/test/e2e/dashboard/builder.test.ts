import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { isSaved, refsOf, send, side, workflowsOf, type Workflows } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";

describeWith(chromium, "the dashboard's builder", (executablePath) => {
  let rig: DashboardRig;
  let stored: Workflows["stored"];
  let save: Workflows["save"];

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    ({ stored, save } = workflowsOf(rig.product));
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  const steps = (page: Page) => page.getByRole("list", { name: "Steps", exact: true });

  test("makes a workflow without JSON: named, written, committed", async () => {
    const page = await rig.open("/development/workflows");
    await page.getByRole("button", { name: "New workflow" }).click();
    const dialog = page.getByRole("dialog", { name: "New workflow" });
    await dialog.getByLabel("Name").fill("Good news!");
    expect(await dialog.getByLabel("Key").inputValue()).toBe("good-news");
    expect(await axeFindings(page, "document")).toEqual([]);
    await shoot(page, "new-workflow");
    await dialog.getByRole("button", { name: "Create" }).click();

    await heading(page, "Good news!").waitFor();
    await steps(page)
      .getByRole("button", { name: /^Send: in-app/ })
      .click();
    await side(page).getByLabel("Text").fill("**Good news** for {{ recipient.name }}");
    await side(page).getByLabel("Opens").fill("/news");
    await isSaved(page);
    await page.getByRole("button", { name: "Commit…" }).click();
    const commitDialog = page.getByRole("dialog", { name: "Commit version 1" });
    await commitDialog.getByText("No run is under way").waitFor();
    await commitDialog.getByText("added").first().waitFor();
    await commitDialog.getByLabel("What changed and why").fill("The first news");
    await shoot(page, "commit");
    expect(await axeFindings(page, "document")).toEqual([]);
    await commitDialog.getByRole("button", { name: "Commit", exact: true }).click();
    await page.getByText("Active, version 1").waitFor();
    expect(await stored("good-news")).toMatchObject({ committedVersion: 1, hasDraft: false });
  });

  test("a key that is taken is said at its field, and nothing is overwritten", async () => {
    const page = await rig.open("/development/workflows");
    await page.getByRole("button", { name: "New workflow" }).click();
    const dialog = page.getByRole("dialog", { name: "New workflow" });
    await dialog.getByLabel("Name").fill("Mention");
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("There is a workflow “mention” already.").waitFor();
    expect((await stored("mention")).document.steps).toHaveLength(3);
  });

  test("is used by keys alone: throttle, delay and branch, moved and edited, and undone to nothing", async () => {
    await save("by-keys", []);
    const page = await rig.open("/development/workflows/by-keys");
    await heading(page, "About by-keys").waitFor();
    await page.getByText("Add the first step").waitFor();
    const add = async (words: string): Promise<void> => {
      await page.keyboard.press("a");
      await page.getByRole("dialog", { name: "Add a step" }).waitFor();
      await page.keyboard.type(words);
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    await add("limit");
    await add("branch");
    await add("wait");
    await add("in-app");
    await shoot(page, "by-keys");
    await steps(page)
      .getByRole("button", { name: /in-app/ })
      .waitFor();
    // The message goes up past the wait, and the wait into the first way of the branch.
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("j");
    await page.locator("[data-step=wait][aria-pressed=true]").waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowRight");
    await page.getByRole("list", { name: "Steps of if" }).getByRole("button", { name: /Wait/ }).waitFor();

    await page.keyboard.press("e");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("7");
    await page.keyboard.press("Escape");
    await page.getByText("for 7 minutes").waitFor();
    await page.keyboard.press("d");
    await isSaved(page);
    expect(refsOf((await stored("by-keys")).document.steps)).toEqual([
      "limit",
      { branch: [["wait", "wait-2"], []] },
      "in-app",
    ]);

    await page.getByRole("link", { name: "JSON" }).focus();
    await page.keyboard.press("Enter");
    const json = page.getByRole("textbox", { name: "The workflow as JSON" });
    expect(await json.inputValue()).toContain('"value": 7');
    await page.keyboard.press("ControlOrMeta+z");
    await page.getByRole("link", { name: "Steps" }).click();
    for (let presses = 0; presses < 12; presses += 1) await page.keyboard.press("ControlOrMeta+z");
    await page.getByText("Add the first step").waitFor();
    await isSaved(page);
    expect((await stored("by-keys")).document.steps).toEqual([]);
    await page.keyboard.press("ControlOrMeta+Shift+z");
    await steps(page).getByRole("button", { name: /Limit/ }).waitFor();
  });

  test("carries steps by pointer, and copies them between workflows", async () => {
    await save("by-pointer", [send("one"), send("two"), send("three")]);
    const page = await rig.open("/development/workflows/by-pointer");
    const gaps = page.getByRole("button", { name: "Add a step here" });
    await page.locator("[data-step=three]").dragTo(gaps.first());
    await isSaved(page);
    expect(refsOf((await stored("by-pointer")).document.steps)).toEqual(["three", "one", "two"]);

    await page.locator("[data-step=one]").click();
    await page.keyboard.press("ControlOrMeta+c");
    await save("another", []);
    const other = await rig.open("/development/workflows/another");
    await heading(other, "About another").waitFor();
    await other.keyboard.press("ControlOrMeta+v");
    await isSaved(other);
    expect(refsOf((await stored("another")).document.steps)).toEqual(["one"]);
  });

  test("conditions are rows in groups, and a branch has ways", async () => {
    await save("conditioned", [send("bell")]);
    const page = await rig.open("/development/workflows/conditioned?step=bell");
    await side(page).getByRole("button", { name: "Condition" }).click();
    await side(page).getByLabel("Variable").fill("data.total");
    await side(page).getByLabel("Operator").selectOption("is_between");
    await side(page).getByLabel("From", { exact: true }).fill("10");
    await side(page).getByLabel("To", { exact: true }).fill("20");
    await side(page).getByRole("button", { name: "Group" }).click();
    await side(page).getByLabel("Variable").nth(1).fill("recipient.plan");
    await side(page).getByLabel("Value").fill("pro");
    await page.getByText("if data.total is between [10,20] and (recipient.plan is pro)").waitFor();
    await isSaved(page);
    await inspect(page, "builder-conditions");
    expect((await stored("conditioned")).document.steps).toMatchObject([
      {
        conditions: {
          all: [
            { variable: "data.total", operator: "is_between", argument: [10, 20] },
            { any: [{ variable: "recipient.plan", operator: "equal_to", argument: "pro" }] },
          ],
        },
      },
    ]);
  });

  test("renames a step together with what reads it", async () => {
    const conditions = { variable: "refs.bell.engagement_status", operator: "contains", argument: "$message.read" };
    await save("renamed", [send("bell", "Hi"), { ...send("later"), conditions }]);
    const page = await rig.open("/development/workflows/renamed?step=bell");
    await side(page).getByText("Read by later, which change with it.").waitFor();
    await side(page).getByLabel("Ref").fill("later");
    await side(page).getByText("Another step is called “later”.").waitFor();
    await side(page).getByLabel("Ref").fill("app");
    await side(page).getByLabel("Ref").blur();
    await page.getByText("if refs.app.engagement_status contains").waitFor();
    await isSaved(page);
    expect(JSON.stringify((await stored("renamed")).document)).not.toContain("bell");
  });

  test("JSON that cannot be read locks the steps until it is mended", async () => {
    await save("locked", [send("bell")]);
    const page = await rig.open("/development/workflows/locked?view=json");
    const json = page.getByRole("textbox", { name: "The workflow as JSON" });
    const text = await json.inputValue();
    await json.fill(text.slice(0, -4));
    await page.getByText("Not saved: the JSON cannot be read").waitFor();
    await page.getByRole("link", { name: "Steps" }).click();
    await page.getByRole("heading", { name: "The JSON cannot be read as steps" }).waitFor();
    expect(await axeFindings(page, "document")).toEqual([]);
    await page.getByRole("link", { name: "JSON" }).click();
    await json.fill(text.replace("bell", "chime"));
    await isSaved(page);
    await page.getByRole("link", { name: "Steps" }).click();
    await page.locator("[data-step=chime]").waitFor();
  });

  test("200 steps are drawn and chosen", async () => {
    await save(
      "long",
      Array.from({ length: 200 }, (_, index) => send(`step-${index}`)),
    );
    const page = await rig.open("/development/workflows/long");
    await page.locator("[data-step=step-199]").waitFor();
    await page.locator("[data-step=step-150]").click();
    await side(page).getByText("step-150").first().waitFor();
  });

  describe("looks well and accessible", () => {
    const KINDS: [string, object[], string][] = [
      ["throttle", [{ ref: "limit", type: "throttle", limit: 3, window: { unit: "hours", value: 1 } }], "limit"],
      [
        "batch",
        [
          {
            ref: "c",
            type: "batch",
            windowType: "sliding",
            window: { unit: "hours", value: 1 },
            windowLimit: { unit: "hours", value: 8 },
          },
          send("x"),
        ],
        "c",
      ],
      ["rule", [{ ref: "w", type: "delay", rule: { frequency: "weekly", days: "weekdays", hours: 9 } }], "w"],
      [
        "branch",
        [
          {
            ref: "b",
            type: "branch",
            branches: [
              {
                name: "vip",
                conditions: { variable: "data.vip", operator: "equal_to", argument: true },
                steps: [send("x")],
              },
              { name: "others", steps: [{ ref: "w", type: "delay", for: { unit: "hours", value: 2 } }, send("y")] },
            ],
          },
          send("z"),
        ],
        "b",
      ],
      [
        "email",
        [{ ref: "mail", type: "channel", channelKey: "email", template: { subject: "Hi", markdown: "Hello" } }],
        "mail",
      ],
      ["sms", [{ ref: "text", type: "channel", channelKey: "sms", template: { text: "Hello" } }], "text"],
    ];
    test.each(KINDS)("%s", async (name, list, ref) => {
      await save(`look-${name}`, list);
      const page = await rig.open(`/development/workflows/look-${name}?step=${ref}`);
      await side(page).getByLabel("Ref").waitFor();
      await inspect(page, `builder-${name}`);
    });

    test("the workflow itself", async () => {
      const page = await rig.open("/development/workflows/mention");
      await side(page, "The workflow").getByLabel("Name").waitFor();
      await inspect(page, "builder-workflow");
    });

    test("the kinds of steps", async () => {
      const page = await rig.open("/development/workflows/mention");
      await page.getByRole("button", { name: "Add a step here" }).first().click();
      await page.getByRole("dialog", { name: "Add a step" }).waitFor();
      await inspect(page, "builder-palette");
    });

    test("the JSON", async () => {
      const page = await rig.open("/development/workflows/mention?view=json");
      await page.getByText("The server finds nothing to mend.").waitFor();
      await inspect(page, "builder-json");
    });
  });
});
