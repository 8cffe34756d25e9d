// @ts-check
import { randomBytes } from "node:crypto";
import pg from "pg";
import { connectDatabase, startEmbeddedPostgres } from "../../server/dist/platform/postgres/index.js";
import { MIGRATIONS } from "../../server/dist/migrations/index.js";

/** Starts a Postgres with the settings of `npm start` (durable) and its data in a temporary folder. */
export async function startPostgres(bench, options = {}) {
  const server = await startEmbeddedPostgres({ home: bench.folder(), say: () => undefined, ...options });
  return bench.owns(server, () => server.stop());
}

/** Creates a database, with Carillon's tables unless `isMigrated` is false. Returns its URL. */
export async function createDatabase(bench, server, { isMigrated = true } = {}) {
  const name = `bench_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  if (isMigrated) {
    const connection = await connectDatabase({ url: url.href, entities: [], migrations: MIGRATIONS, poolSize: 1 });
    await connection.close();
  }
  return url.href;
}

/** A pool of plain connections. Callers name their prepared statements. */
export function connectPool(bench, url, max = 4) {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on("error", () => undefined);
  return bench.owns(pool, () => pool.end());
}
