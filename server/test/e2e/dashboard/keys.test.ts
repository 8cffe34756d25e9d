import { generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, inspect, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { chromium, describeWith } from "../../support/parts.js";

describeWith(chromium, "keys in the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  const asksWith = async (key: string): Promise<number> => {
    const response = await fetch(`${rig.product.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: "{ environment { key } }" }),
    });
    return response.status;
  };

  test("are not shown to the developer whom the development server signs in, who sees how to call", async () => {
    const page = await rig.open("/development/keys");
    await heading(page, "Keys").waitFor();
    await page.getByText("Your role may not see the keys of Development.").waitFor();
    await page.getByRole("region", { name: "curl with a secret key" }).getByText("Bearer sk_…").waitFor();
    expect(await page.getByRole("button", { name: "New API key" }).count()).toBe(0);
    await inspect(page, "keys-developer");
  });

  test("are made, shown once, used and revoked by an owner", async () => {
    const token = await rig.product.carillon.modules.memberLinks.local();
    const page = await rig.open(`#owner=${token}`);
    await heading(page, "Development").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("k");
    await page.getByRole("button", { name: "New API key" }).click();
    await page.getByRole("dialog", { name: "New API key" }).getByLabel("Name").fill("Shop");
    await page.getByRole("button", { name: "Create key" }).click();
    const made = page.getByRole("dialog", { name: "Your new key" });
    const key = await made.getByText(/^sk_/).innerText();
    await inspect(page, "key-new");
    await page.keyboard.press("Escape");
    await made.waitFor();
    await made.getByRole("checkbox", { name: "I have stored it" }).check();
    await made.getByRole("button", { name: "Close" }).last().click();
    expect(await asksWith(key)).toBe(200);

    const list = page.getByRole("list", { name: "API keys" });
    await list.getByText("Shop").waitFor();
    await inspect(page, "keys");
    await list.getByRole("button", { name: "Revoke the key Shop" }).click();
    await page.getByRole("dialog", { name: "Revoke Shop" }).getByRole("button", { name: "Revoke" }).click();
    await list.getByRole("listitem").filter({ hasText: "Shop" }).getByText("revoked").waitFor();
  });

  test("by which tokens are signed are registered and revoked", async () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const token = await rig.product.carillon.modules.memberLinks.local();
    await rig.open(`#owner=${token}`).then((start) => heading(start, "Development").waitFor());
    const page = await rig.open("/development/keys");
    await page.getByRole("button", { name: "Register a signing key" }).click();
    await page.getByLabel("Public key").fill("no key");
    await page.getByRole("button", { name: "Register", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Name").fill("Backend");
    await page.getByLabel("Public key").fill(publicKey.export({ type: "spki", format: "pem" }).toString());
    await page.getByRole("button", { name: "Register", exact: true }).click();
    const list = page.getByRole("list", { name: "Signing keys" });
    await list.getByText("EdDSA").waitFor();
    await list.getByRole("button", { name: "Revoke the signing key Backend" }).click();
    await page.getByRole("dialog", { name: "Revoke Backend" }).getByRole("button", { name: "Revoke" }).click();
    await list.getByRole("listitem").filter({ hasText: "Backend" }).getByText("revoked").waitFor();
  });
});
