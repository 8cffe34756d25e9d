import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { buildAll, newHome, NpmStart } from "../support/npm-start.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");

let home: string;
let server: NpmStart;
let url: string;

beforeAll(async () => {
  buildAll();
  home = newHome();
  server = new NpmStart({ CARILLON_HOME: home });
  url = await server.ready();
}, 360_000);
afterAll(async () => {
  await server.end("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

/** The first example of a language, with this server's URL and folder in it. */
function example(file: string, language: string): string {
  const fences = readFileSync(path.join(ROOT, file), "utf8").matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```/gm);
  const code = [...fences].find((fence) => fence[1] === language && /\bnotify\b/.test(fence[2] ?? ""))?.[2] ?? "";
  return code.replaceAll("http://localhost:4000", url).replaceAll("./.carillon", home);
}

function run(command: string, args: readonly string[]): string {
  const { secretKey } = JSON.parse(readFileSync(path.join(home, "dev-keys.json"), "utf8")) as { secretKey: string };
  const env = { ...process.env, CARILLON_SECRET_KEY: secretKey };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, env, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

test("the curl command of the README works unchanged", () => {
  const answer = run("/bin/sh", ["-c", example("README.md", "sh")]);
  expect(answer).toContain('{"data":{"notify":{"trigger":{"id":"');
});

test.each(["README.md", "client-sdk/README.md"])("the call from a backend in %s works unchanged", (file) => {
  const call = "await carillon.notify(";
  const code = example(file, "ts");
  expect(code).toContain(call);
  const program = `${code.replace(call, `const answer = ${call}`)}\nconsole.log(answer.trigger.id);`;
  expect(run(process.execPath, ["--input-type=module", "-e", program])).toMatch(/^trg_/);
});
