import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { OWNER, startAccounts, type AccountRig } from "../../support/account-rig.js";
import { heading, inspect, WIDE } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";
import { launchBrowser, watchForTrouble } from "../../support/product.js";

describeWith(chromium, "accounts in the dashboard", (executablePath) => {
  let rig: AccountRig;
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  const troubles: string[] = [];

  beforeAll(async () => {
    rig = await startAccounts();
    browser = await launchBrowser(executablePath);
  });
  afterAll(async () => {
    await browser.close();
    await rig.stop();
  });
  afterEach(async () => {
    await Promise.all(contexts.map((each) => each.close()));
    contexts = [];
    expect(troubles.splice(0)).toEqual([]);
  });

  /** A refusal of sign-in routes is an error in the console, which tests of refusals cause on purpose. */
  const REFUSED = /status of (401|403|404|400)/;

  async function open(path: string, cookie?: string): Promise<Page> {
    const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce" });
    contexts.push(context);
    if (cookie !== undefined) {
      const [name = "", value = ""] = cookie.split("=");
      await context.addCookies([{ name, value, url: rig.url, httpOnly: true, sameSite: "Strict" }]);
    }
    const page = await context.newPage();
    const seen: string[] = [];
    watchForTrouble(page, rig.url, seen);
    page.on("close", () => troubles.push(...seen.filter((each) => !REFUSED.test(each))));
    await page.goto(`${rig.url}/dashboard${path}`);
    return page;
  }

  const enter = async (page: Page, email: string, password = OWNER.password): Promise<void> => {
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  test("begin with a claim link, whose token leaves the address", async () => {
    const dead = await open("/claim#nothing");
    await heading(dead, "This link does not work").waitFor();
    await inspect(dead, "claim-dead");

    const token = await rig.server.carillon.modules.memberLinks.claim();
    const page = await open(`/claim#${token}`);
    await heading(page, "Be the owner").waitFor();
    expect(new URL(page.url()).hash).toBe("");
    await inspect(page, "claim");
    await page.getByLabel("Email address").fill(OWNER.email);
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Become owner" }).click();
    await page.getByText("A password has at least 12 characters").waitFor();
    await page.getByLabel("Password").fill(OWNER.password);
    await page.getByRole("button", { name: "Become owner" }).click();
    await heading(page, "Test").waitFor();
    await page.getByRole("link", { name: "Members" }).waitFor();
  });

  test("sign in at the first page, and at any deep link over it", async () => {
    const page = await open("");
    await heading(page, "Sign in").waitFor();
    await inspect(page, "sign-in");
    await enter(page, OWNER.email, "not the password");
    await page.getByText("do not fit together").waitFor();
    await enter(page, OWNER.email);
    await heading(page, "Test").waitFor();

    const deep = await open("/test/users");
    await deep.getByRole("dialog", { name: "Sign in" }).waitFor();
    await enter(deep, OWNER.email);
    await heading(deep, "Users").waitFor();
  });

  test("an owner invites somebody, changes the role and removes them, and the log has it all", async () => {
    const page = await open("/settings/members", await rig.owner());
    await heading(page, "Members").waitFor();
    await page.getByRole("button", { name: "Invite…" }).click();
    await page.getByLabel("Email address").fill("grace@example.com");
    await page.getByLabel("Role", { exact: true }).selectOption("SUPPORT");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "grace@example.com is invited" });
    const link = (await dialog.locator("code").textContent()) ?? "";
    await dialog.getByRole("button", { name: "Done" }).click();
    const row = page.getByRole("row", { name: /grace@example\.com/ });
    await row.getByText("invited").waitFor();
    await inspect(page, "members");

    const graces = await open(link.slice(`${rig.url}/dashboard`.length));
    await heading(graces, "Join").waitFor();
    await graces.getByLabel("Password").fill(OWNER.password);
    await graces.getByRole("button", { name: "Join" }).click();
    await heading(graces, "Test").waitFor();

    await page.reload();
    await row.getByText("password").waitFor();
    await row.getByRole("button", { name: "Role…" }).click();
    await page.getByRole("dialog").getByLabel("Role", { exact: true }).selectOption("READER");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await row.getByText("Reader").waitFor();
    // Her role has changed, so her page asks for a sign-in by itself.
    await graces.getByRole("dialog", { name: "Sign in" }).waitFor();

    await row.getByRole("button", { name: "Remove…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await row.waitFor({ state: "detached" });

    await page.getByRole("link", { name: "Audit log" }).click();
    await heading(page, "Audit log").waitFor();
    const log = page.getByRole("table", { name: "Audit log" });
    for (const action of ["member.removed", "member.roleSet", "member.joined", "member.invited", "signIn.done"]) {
      await log
        .getByRole("row", { name: new RegExp(action) })
        .first()
        .waitFor();
    }
    await inspect(page, "audit");
    await log
      .getByRole("row", { name: /member\.roleSet/ })
      .first()
      .click();
    const panel = page.getByRole("complementary", { name: "One of the entries" });
    await panel.getByText("SUPPORT").waitFor();
    await inspect(page, "audit-entry");
  });

  test("environments are made and changed, and sessions listed", async () => {
    const page = await open("/settings/environments", await rig.owner());
    await heading(page, "Environments").waitFor();
    await page.getByRole("button", { name: "New environment…" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Production");
    await page.getByLabel("Key", { exact: true }).fill("settings");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText("is kept for pages of the dashboard").waitFor();
    await page.getByLabel("Key", { exact: true }).fill("production");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText(/^sk_/).waitFor();
    await page.getByRole("button", { name: "I have stored it" }).click();
    const row = page.getByRole("row", { name: /production/ });
    await row.getByRole("button", { name: "Change…" }).click();
    await page.getByLabel("Hide names, addresses, properties and contents from readers").check();
    await page.getByRole("button", { name: "Save" }).click();
    await row.getByText("hidden from readers").waitFor();
    await inspect(page, "environments");

    await page.getByRole("link", { name: "Sessions" }).click();
    await heading(page, "Sessions").waitFor();
    await page.getByText("this one").waitFor();
    await inspect(page, "sessions");
  });

  test("a session that is ended takes its page out within seconds, and signing in loses nothing (flow 11)", async () => {
    const cookie = await rig.join("linus@example.com", "DEVELOPER");
    const page = await open("/test/users", cookie);
    await heading(page, "Users").waitFor();
    const field = page.getByRole("main").getByRole("textbox").first();
    await field.fill("grace");

    const { data } = await rig.ask(cookie, "{ session { id } }");
    const revoke = `mutation { revokeSession(input: { sessionId: "${data.session.id}" }) { sessionId } }`;
    expect((await rig.ask(await rig.owner(), revoke)).errors).toBeUndefined();
    const dialog = page.getByRole("dialog", { name: "Sign in" });
    await dialog.waitFor();
    await inspect(page, "session-ended");
    await enter(page, "linus@example.com");
    await dialog.waitFor({ state: "detached" });
    expect(await field.inputValue()).toBe("grace");
    await heading(page, "Users").waitFor();
  });

  test("what a role may not do is neither shown nor possible by its address (flow 10)", async () => {
    const page = await open("/test/workflows", await rig.join("reader@example.com", "READER"));
    await heading(page, "Workflows").waitFor();
    const nav = page.getByRole("navigation", { name: "Pages" }).first();
    expect(await nav.getByRole("link", { name: "Sessions" }).count()).toBe(1);
    for (const name of ["Members", "Audit log", "Environments"]) {
      expect([name, await nav.getByRole("link", { name }).count()]).toEqual([name, 0]);
    }
    expect(await page.getByRole("button", { name: /New workflow/ }).count()).toBe(0);
    for (const [path, title] of [
      ["members", "Members"],
      ["audit", "Audit log"],
    ] as const) {
      await page.goto(`${rig.url}/dashboard/settings/${path}`);
      await heading(page, title).waitFor();
      await page.getByText("Your role does not show this").waitFor();
    }
    await inspect(page, "no-right");
    await page.goto(`${rig.url}/dashboard/settings/environments`);
    await page.getByRole("table", { name: "Environments" }).waitFor();
    expect(await page.getByRole("button", { name: /Change…|New environment/ }).count()).toBe(0);
  });
});
