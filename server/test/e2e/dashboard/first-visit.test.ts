import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { heading, startDashboard, type DashboardRig } from "../../support/dashboard-rig.js";
import { report } from "../../support/fault-rig.js";
import { chromium, describeWith } from "../../support/parts.js";

const BUDGET_KB = 150;

describeWith(chromium, "the first visit to the dashboard", (executablePath) => {
  let rig: DashboardRig;

  beforeAll(async () => {
    rig = await startDashboard(executablePath);
  });
  afterAll(() => rig.stop());
  afterEach(() => rig.endTest());

  test.each([
    ["/development", "Development"],
    ["/development/runs", "Runs"],
    ["/development/workflows", "Workflows"],
  ])("%s loads at most 150 KB of compressed files", async (path, title) => {
    const context = await rig.context();
    const bodies: Promise<Buffer>[] = [];
    context.on("response", (response) => {
      if (new URL(response.url()).pathname.startsWith("/dashboard")) bodies.push(response.body());
    });
    const page = await rig.open(path, context);
    await heading(page, title).waitFor();
    await page.waitForLoadState("networkidle");
    const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1000;
    report(`first visit to ${path}`, { kilobytes, files: sizes.length });
    expect(sizes.length).toBeGreaterThan(3);
    expect(kilobytes).toBeLessThanOrEqual(BUDGET_KB);
  });
});
