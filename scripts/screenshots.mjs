import { spawnSync } from "node:child_process";
import { install, JEST, root } from "./setup.mjs";

/** `npm run screenshots`: takes new screenshots of those playground stories that differ from the stored ones. */
await install();
const { status } = spawnSync(process.execPath, [...JEST, "server/test/e2e/playground/screenshots.test.ts"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, CARILLON_RENEW_SCREENSHOTS: "1" },
});
process.exit(status ?? 1);
