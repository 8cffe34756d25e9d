import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = path.resolve(import.meta.dirname, "../../..");

// Tests of durability start their own server. All others are faster with one that never waits for the disk.
const SETTINGS = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "shared_buffers=128MB",
  "max_connections=200",
];

/** One embedded Postgres for the whole run. Test files clone a migrated database each (`createTestDatabase`). */
export default async function globalSetup() {
  // Jest runs this file without its transform, so the TypeScript part is built first.
  const outfile = path.join(ROOT, `node_modules/.cache/carillon-test/embedded-${process.pid}.mjs`);
  const entry = path.join(ROOT, "server/src/platform/postgres/embedded.ts");
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm", packages: "external" });
  const { startEmbeddedPostgres } = await import(pathToFileURL(outfile).href);
  rmSync(outfile);

  const home = mkdtempSync(path.join(tmpdir(), "carillon-test-"));
  // As root, the server runs as another user, who must be able to enter the folder.
  chmodSync(home, 0o755);
  const server = await startEmbeddedPostgres({ home, say: () => undefined, settings: SETTINGS });
  process.env.CARILLON_TEST_POSTGRES_URL = server.url;
  globalThis.carillonTestPostgres = { server, home };
  process.once("exit", () => stopAtOnce(home));
}

/** An interrupted run has no teardown. SIGQUIT ends Postgres at once. */
function stopAtOnce(home) {
  const file = path.join(home, "postgres", "postmaster.pid");
  if (!existsSync(file)) return;
  process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), "SIGQUIT");
  rmSync(home, { recursive: true, force: true });
}
