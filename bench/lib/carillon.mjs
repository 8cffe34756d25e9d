// @ts-check
import "reflect-metadata";
import { spawn } from "node:child_process";
import path from "node:path";

const MAIN = path.resolve(import.meta.dirname, "../../server/dist/app/main.js");
/** The flags of Node that `npm start` sets. */
const AS_STARTED = ["--max-semi-space-size=64"];
export const SECRET_KEY = "sk_bench_bench_bench_bench_bench";

const settingsOf = (env) => ({
  PORT: "0",
  LOG_LEVEL: "error",
  RATE_LIMIT_SECRET: "0",
  RATE_LIMIT_USER: "0",
  RATE_LIMIT_ADDRESS: "0",
  CARILLON_BOOTSTRAP_SECRET_KEY: SECRET_KEY,
  ...env,
});

/** Starts Carillon in this process. `env` holds its settings, at least `DATABASE_URL`. */
export async function startInProcess(bench, env) {
  const { startCarillon } = await import("../../server/dist/app/start-server.js");
  const carillon = await startCarillon(settingsOf(env), () => undefined);
  return bench.owns(carillon, () => carillon.stop());
}

/** Starts Carillon in a separate process. Returns `{ url, child }`; url is null for `CARILLON_ROLE=worker`. */
export async function startProcess(bench, env, nodeFlags = []) {
  const child = spawn(process.execPath, [...AS_STARTED, ...nodeFlags, MAIN], {
    env: { PATH: process.env.PATH, ...settingsOf(env) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  bench.owns(child, () => child.kill("SIGTERM") && ended);
  const url = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      said += chunk;
      if (/ready after .*\n/.test(said)) resolve(/ on (http\S+)/.exec(said)?.[1] ?? null);
    });
    child.once("exit", (code) => reject(new Error(`Carillon ended with ${code} before it was ready:\n${said}`)));
  });
  return { url, child };
}

/** Sends GraphQL with a secret key. Throws if the answer has errors. */
export async function ask(url, query, variables = {}, secretKey = SECRET_KEY) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = /** @type {any} */ (await response.json());
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Stores and commits a workflow document. */
export async function commitWorkflow(url, document, secretKey = SECRET_KEY) {
  const save = "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }";
  await ask(url, save, { i: { document } }, secretKey);
  const commit = "mutation($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }";
  await ask(url, commit, { i: { workflowKey: document.key } }, secretKey);
}
