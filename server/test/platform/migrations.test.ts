import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { MIGRATIONS } from "../../src/migrations/index.js";
import { connectDatabase, type Connection, NewerDatabaseError } from "../../src/platform/postgres/index.js";

const server = new URL(process.env.CARILLON_TEST_POSTGRES_URL ?? "");
let url: string;
let name: string;

async function onServer(sql: string, place = server.href): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: place });
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

const connect = (): Promise<Connection> => connectDatabase({ url, entities: [], migrations: MIGRATIONS, poolSize: 1 });

const appliedNames = async (): Promise<string[]> =>
  (await onServer("select name from carillon_migrations order by id", url)).rows.map((row) => row.name);

beforeEach(async () => {
  name = `empty_${randomBytes(8).toString("hex")}`;
  await onServer(`create database ${name}`);
  url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
});
afterEach(() => onServer(`drop database ${name} with (force)`));

describe("migrations at start", () => {
  test("of six processes that start at once on an empty database, one migrates and all continue", async () => {
    const connections = await Promise.all(Array.from({ length: 6 }, connect));

    expect(await appliedNames()).toEqual(MIGRATIONS.map((migration) => migration.name));
    for (const { database } of connections) expect(await database.query("select id from triggers")).toEqual([]);
    await Promise.all(connections.map((connection) => connection.close()));
  });

  test("refuse a database that a newer release has migrated, and do not change it", async () => {
    await (await connect()).close();
    await onServer(
      "insert into carillon_migrations (timestamp, name) values (9999999999999, 'Later9999999999999')",
      url,
    );

    const refused = connect();

    await expect(refused).rejects.toThrow(NewerDatabaseError);
    await expect(refused).rejects.toThrow(
      "a newer Carillon: this one does not know Later9999999999999. Start the newer",
    );
    expect(await appliedNames()).toHaveLength(MIGRATIONS.length + 1);
    const { rows } = await onServer(`select 1 from pg_locks where locktype = 'advisory' and database = (
      select oid from pg_database where datname = '${name}')`);
    expect(rows).toEqual([]);
  });
});
