import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { axeFindings } from "../../support/axe.js";
import { inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { isSaved, send, side, workflowsOf, type Workflows } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";
import { waitUntil } from "../../support/wait-until.js";

describeWith(chromium, "drafts in the dashboard", (executablePath) => {
  let rig: DashboardRig;
  let stored: Workflows["stored"];
  let save: Workflows["save"];
  let commit: Workflows["commit"];

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    ({ stored, save, commit } = workflowsOf(rig.product));
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

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
});
