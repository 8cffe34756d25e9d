import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { axeFindings } from "../../support/axe.js";
import { heading, inspect, shoot, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { isSaved, send, side, workflowsOf, type Workflows } from "../../support/dashboard-workflows.js";
import { chromium, describeWith } from "../../support/parts.js";

const MAIL = {
  ...{ ref: "mail", type: "channel", channelKey: "email" },
  template: {
    subject: "Evil <b>mail</b>",
    html: `<style>p { color: rgb(1, 2, 3); }</style><p id="words">Hello {{ recipient.name }}</p>
<script>parent.postMessage("ran", "*"); document.title = "ran";</script>
<img src="x" onerror="document.title = 'ran'"><a href="javascript:document.title='ran'">link</a>
<form action="https://example.com"><button>go</button></form><iframe src="https://example.com"></iframe>`,
  },
};
const WAIT = { ref: "wait", type: "delay", for: { unit: "hours", value: 1 } };
const UNREAD = {
  conditions: { variable: "refs.bell.engagement_status", operator: "not_contains", argument: "$message.read" },
};

describeWith(chromium, "the dashboard's simulation", (executablePath) => {
  let rig: DashboardRig;
  let save: Workflows["save"];
  let commit: Workflows["commit"];

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
    ({ save, commit } = workflowsOf(rig.product));
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  test("from “new workflow” to a message in the demo's feed, without leaving the browser and without JSON", async () => {
    const page = await rig.open();
    await heading(page, "Development").waitFor();
    await page.getByRole("link", { name: "Workflows" }).first().click();
    await page.getByRole("button", { name: "New workflow" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Cake in the kitchen");
    await dialog.getByRole("button", { name: "Create" }).click();
    await heading(page, "Cake in the kitchen").waitFor();
    await page.getByRole("button", { name: /^Send: in-app/ }).click();
    await side(page).getByLabel("Text").fill("There is **cake**, {{ recipient.name }}!");
    await isSaved(page);

    await page.getByRole("link", { name: "Simulate" }).click();
    const result = page.getByRole("region", { name: "What would happen" });
    await result.getByText("1 message from 1 run. Nothing is sent.").waitFor();
    await result.getByRole("button", { name: "Messages" }).click();
    await result.getByText("There is cake, Ada Lovelace!").waitFor();
    expect(await page.getByRole("button", { name: "Really send…" }).isDisabled()).toBe(true);

    await page.getByRole("link", { name: "Steps" }).click();
    await page.getByRole("button", { name: "Commit…" }).click();
    await dialog.getByRole("button", { name: "Commit", exact: true }).click();
    await page.getByText("Active, version 1").waitFor();
    await page.getByRole("link", { name: "Simulate" }).click();
    await page.getByRole("button", { name: "Really send…" }).click();
    await dialog.getByText("is called with the first trigger of the story, for").waitFor();
    expect(await axeFindings(page, "document")).toEqual([]);
    await shoot(page, "send");
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.getByText("The trigger was accepted.").waitFor();
    await dialog.getByRole("link", { name: "Look into the demo’s feeds" }).click();
    await page.getByText("There is cake, Ada Lovelace!").waitFor();
  });

  test("an hour takes no hour; a mark changes what comes, and the link shows somebody else the same", async () => {
    await save("unread", [send("bell", "Read me"), WAIT, { ...MAIL, ...UNREAD }]);
    const page = await rig.open("/development/workflows/unread/simulate");
    const result = page.getByRole("region", { name: "What would happen" });
    await result.getByText("2 messages from 1 run").waitFor();
    await result.getByText("+1 h", { exact: true }).last().waitFor();
    await inspect(page, "simulate");

    await page.getByRole("button", { name: "Mark", exact: true }).click();
    await page.getByRole("group", { name: "Mark" }).getByLabel("After").fill("20");
    await result.getByText("1 message from 1 run").waitFor();
    await result.getByRole("button", { name: "Runs" }).click();
    await result
      .getByText(/condition/i)
      .first()
      .waitFor();
    await shoot(page, "simulate-runs");
    expect(await axeFindings(page, "document")).toEqual([]);

    const other = await rig.open(
      new URL(page.url()).href.slice(`${rig.product.url}/dashboard`.length),
      await rig.context(),
    );
    await other.getByRole("region", { name: "What would happen" }).getByText("1 message from 1 run").waitFor();
    expect(await other.getByRole("group", { name: "Mark" }).getByLabel("After").inputValue()).toBe("20");
  });

  test("shows mails in a frame where nothing of them runs", async () => {
    await save("evil", [MAIL]);
    const page = await rig.open("/development/workflows/evil/simulate");
    const result = page.getByRole("region", { name: "What would happen" });
    await result.getByRole("button", { name: "Messages" }).click();
    await result.getByText("Evil <b>mail</b>").waitFor();
    const frame = page.frameLocator("iframe[title='The mail as HTML']");
    await frame.locator("#words", { hasText: "Hello Ada Lovelace" }).waitFor();
    const color = await frame.locator("#words").evaluate((words) => getComputedStyle(words).color);
    expect(color).toBe("rgb(1, 2, 3)");
    // The policy refuses what the mail wanted to run, and Chromium says so; nothing else went wrong.
    const refused = rig.troubles.splice(0);
    expect(refused.filter((trouble) => !/Content Security Policy|sandboxed/.test(trouble))).toEqual([]);
    expect(await frame.locator("html").evaluate(() => document.title)).not.toBe("ran");
    expect(await page.title()).not.toContain("ran");
    await shoot(page, "simulate-mail");
    await page.getByRole("button", { name: "Plain text" }).click();
    await page
      .getByRole("region", { name: "The mail as plain text" })
      .getByText(/Hello Ada/)
      .waitFor();
  });

  test("compares the draft with what is committed, and says for whom something changes", async () => {
    await save("compared", [send("bell", "Old words")]);
    await commit("compared");
    await save("compared", [send("bell", "New words")]);
    const page = await rig.open("/development/workflows/compared/simulate");
    const result = page.getByRole("region", { name: "What would happen" });
    await result.getByRole("button", { name: "Compare" }).click();
    const list = result.getByRole("list", { name: "Whose messages differ" });
    await list.getByText("Old words").waitFor();
    await list.getByText("New words").waitFor();
    await inspect(page, "simulate-compare");
  });

  test("takes a story from a real trigger, and says what the server refuses of one", async () => {
    await rig.product.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
      i: {
        ...{ workflowKey: "mention", actor: { userId: "linus" }, data: { documentId: "d1", document: "Real plans" } },
        recipients: [{ to: { userId: "grace" } }],
      },
    });
    const page = await rig.open("/development/workflows/mention/simulate");
    await page.getByLabel("Take from a real trigger").selectOption({ index: 1 });
    const result = page.getByRole("region", { name: "What would happen" });
    await result.getByRole("button", { name: "Messages" }).click();
    await result
      .getByText(/mentioned you in Real plans/)
      .first()
      .waitFor();
    await result.getByText("Grace Hopper").first().waitFor();
    await page.getByLabel("Data").fill("{}");
    await result
      .getByText(/documentId/)
      .first()
      .waitFor();
    expect(await axeFindings(page, "document")).toEqual([]);
  });

  describe("looks well and accessible", () => {
    test("with several people and triggers", async () => {
      const page = await rig.open("/development/workflows/new-comment/simulate");
      await page.getByLabel("For").fill("ada, grace");
      await page.getByRole("button", { name: "Trigger", exact: true }).click();
      await page.getByRole("group", { name: "Trigger" }).nth(1).getByLabel("After").fill("5");
      await page.getByRole("group", { name: "Trigger" }).nth(1).getByLabel("Unit").selectOption("seconds");
      await page.getByRole("region", { name: "What would happen" }).getByText("from 4 runs").waitFor();
      await inspect(page, "simulate-many");
    });
  });
});
