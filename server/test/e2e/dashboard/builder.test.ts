import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { axeFindings } from "../../support/axe.js";
import { heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

interface StoredStep {
  ref: string;
  type: string;
  branches?: { name: string; steps: StoredStep[] }[];
}

interface Stored {
  document: { name: string; steps: StoredStep[] };
  committedVersion: number | null;
  hasDraft: boolean;
}

describeWith(chromium, "the dashboard's builder", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  const send = (ref: string, markdown = ref): object => ({
    ...{ ref, type: "channel", channelKey: "in-app" },
    template: { markdown },
  });

  async function stored(key: string): Promise<Stored> {
    const { workflow } = await rig.product.ask<{ workflow: Stored }>(
      "query ($key: String!) { workflow(workflowKey: $key) { document committedVersion hasDraft } }",
      { key },
    );
    return workflow;
  }

  async function save(key: string, steps: object[], name = `About ${key}`): Promise<void> {
    await rig.product.ask("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { isUnchanged } }", {
      i: { document: { key, name, steps } },
    });
  }

  async function commit(key: string): Promise<void> {
    await rig.product.ask("mutation ($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { isUnchanged } }", {
      i: { workflowKey: key },
    });
  }

  const isSaved = (page: Page) => page.locator("[data-save=saved]").getByText("Saved").waitFor();
  const steps = (page: Page) => page.getByRole("list", { name: "Steps", exact: true });
  const side = (page: Page, name = "The chosen step") => page.getByRole("complementary", { name });
  const refsOf = (list: readonly StoredStep[]): unknown[] =>
    list.map(({ ref, branches }) => (branches ? { [ref]: branches.map((each) => refsOf(each.steps)) } : ref));

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

  test("says what the server refuses at the step, keeps it here, and saves once it is mended", async () => {
    await save("refused", [send("bell")]);
    const page = await rig.open("/development/workflows/refused?step=bell");
    await side(page).getByLabel("Text").fill("{{ recipient.name | shout }}");
    await page.getByText("Not saved: 1 issue").waitFor();
    await side(page).getByRole("list", { name: "Issues of this step" }).getByText(/shout/).waitFor();
    await page.locator("[data-step=bell][data-kind=issue]").waitFor();
    await inspect(page, "builder-issue");
    await page.reload();
    await page.getByText("Not saved: 1 issue").waitFor();
    await side(page).getByLabel("Text").fill("{{ recipient.name | upcase }}");
    await isSaved(page);
    expect(JSON.stringify((await stored("refused")).document)).toContain("upcase");
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

  test("two browsers edit one draft: the second one learns of it, and nothing is lost", async () => {
    await save("shared", [send("one"), send("two")]);
    const [first, second] = [await rig.context(), await rig.context()];
    const mine = await rig.open("/development/workflows/shared?step=one", first);
    const theirs = await rig.open("/development/workflows/shared?step=two", second);
    await side(mine).getByLabel("Text").waitFor();
    await side(theirs).getByLabel("Text").fill("from the second");
    await isSaved(theirs);
    // Before the first browser looks again.
    await side(mine).getByLabel("Text").fill("from the first");
    await mine.getByText("saved meanwhile").waitFor();
    expect(JSON.stringify((await stored("shared")).document)).toContain("from the second");
    await mine.getByRole("button", { name: "Compare…" }).click();
    const dialog = mine.getByRole("dialog");
    await dialog.getByText("The changes concern different things").waitFor();
    expect(await axeFindings(mine, "document")).toEqual([]);
    await shoot(mine, "conflict");
    await dialog.getByRole("button", { name: "Keep both" }).click();
    await isSaved(mine);
    const both = JSON.stringify((await stored("shared")).document);
    expect([both.includes("from the first"), both.includes("from the second")]).toEqual([true, true]);
    await theirs.getByText("from the first").waitFor();
  });

  test("of a step that both changed, one is chosen", async () => {
    await save("contested", [send("one")]);
    const page = await rig.open("/development/workflows/contested?step=one");
    await side(page).getByLabel("Text").waitFor();
    await save("contested", [send("one", "theirs")]);
    await side(page).getByLabel("Text").fill("mine");
    await page.getByRole("button", { name: "Compare…" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Keep as chosen" }).isDisabled()).toBe(true);
    await dialog.getByRole("radio", { name: "theirs" }).check();
    await shoot(page, "conflict-choice");
    await dialog.getByRole("button", { name: "Keep as chosen" }).click();
    await page.locator("[data-save=saved]").waitFor();
    expect(await side(page).getByLabel("Text").inputValue()).toBe("theirs");
    await page.keyboard.press("ControlOrMeta+z");
    expect(await side(page).getByLabel("Text").inputValue()).toBe("mine");
  });

  test("a tab that is closed while somebody types: the words are back", async () => {
    await save("closed", [send("bell")]);
    const page = await rig.open("/development/workflows/closed?step=bell");
    await side(page).getByLabel("Text").waitFor();
    // Nothing of this page reaches the server any more.
    await page.route("**/graphql", (route) => route.abort());
    await side(page).getByLabel("Text").fill("not lost");
    await page.close();
    expect(JSON.stringify((await stored("closed")).document)).not.toContain("not lost");
    const again = await rig.open("/development/workflows/closed?step=bell");
    await again.getByText("not lost").first().waitFor();
    await isSaved(again);
    expect(JSON.stringify((await stored("closed")).document)).toContain("not lost");
  });

  test("a commit says how many runs wait; they follow the old version", async () => {
    const wait = { ref: "wait", type: "delay", for: { unit: "hours", value: 1 } };
    await save("waiting", [wait, send("bell")]);
    await commit("waiting");
    const { notify } = await rig.product.ask<{ notify: { trigger: { id: string } } }>(
      "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }",
      { i: { workflowKey: "waiting", recipients: ["ada", "grace", "linus"].map((userId) => ({ to: { userId } })) } },
    );
    const runs = async (): Promise<{ status: string; version: number }[]> => {
      const { trigger } = await rig.product.ask<{
        trigger: { runs: { nodes: { status: string; version: number }[] } };
      }>("query ($id: ID!) { trigger(id: $id) { runs { nodes { status version } } } }", { id: notify.trigger.id });
      return trigger.runs.nodes;
    };
    await waitUntil(async () => (await runs()).filter(({ status }) => status === "WAITING").length === 3);
    const page = await rig.open("/development/workflows/waiting?step=bell");
    await side(page).getByLabel("Text").fill("a new text");
    await isSaved(page);
    await page.getByRole("button", { name: "Commit…" }).click();
    const dialog = page.getByRole("dialog", { name: "Commit version 2" });
    await dialog.getByText("3 unfinished runs in version 1: they follow it to the end.").waitFor();
    await dialog.getByText("a new text").waitFor();
    await dialog.getByRole("button", { name: "Commit", exact: true }).click();
    await page.getByText("Active, version 2").waitFor();
    expect((await runs()).map(({ version }) => version)).toEqual([1, 1, 1]);
  });

  test("a draft is discarded, and the committed words are back", async () => {
    await save("discarded", [send("bell", "committed")]);
    await commit("discarded");
    const page = await rig.open("/development/workflows/discarded?step=bell");
    await side(page).getByLabel("Text").fill("a draft");
    await isSaved(page);
    await page.getByText("Draft", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Commit…" }).click();
    await page.getByRole("button", { name: "Discard the draft" }).click();
    await page.getByText("Draft", { exact: true }).waitFor({ state: "detached" });
    await page.locator("textarea", { hasText: "committed" }).waitFor();
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
