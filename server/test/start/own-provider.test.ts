import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newKey } from "../../src/platform/encryption/index.js";
import { addWorkflow, startTestServer, type TestServer } from "../support/carillon.js";
import { failedStart } from "../support/failed-start.js";
import { buildServer } from "../support/processes.js";
import { ProviderFake } from "../support/provider-fake.js";
import { waitUntil } from "../support/wait-until.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const GUIDE = readFileSync(path.join(ROOT, "docs/guides/own-provider.md"), "utf8");
const BIN = "carillon-test-provider";
const TSC_FLAGS = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--noImplicitAny", "false"];

let folder: string;

/**
 * An empty folder outside the repository, with the packed server installed as npm would, and the files of the guide.
 */
beforeAll(() => {
  buildServer();
  folder = mkdtempSync(path.join(tmpdir(), "carillon-own-provider-"));
  const modules = path.join(folder, "node_modules");
  installTarball(path.join(modules, "@carillon/server"));
  for (const name of readdirSync(path.join(ROOT, "node_modules"))) {
    if (name !== "@carillon" && !name.startsWith(".")) link(path.join("node_modules", name), path.join(modules, name));
  }
  for (const [name, code] of filesOfGuide()) writeFileSync(path.join(folder, name), code);
  writeFileSync(path.join(folder, "package.json"), "{}");
}, 360_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function installTarball(target: string): void {
  const [packed] = JSON.parse(run("npm", ["pack", "-w", "server", "--json", "--pack-destination", folder], ROOT)) as [
    { filename: string },
  ];
  mkdirSync(target, { recursive: true });
  run("tar", ["-xzf", path.join(folder, packed.filename), "-C", target, "--strip-components", "1"], folder);
  link("server/node_modules", path.join(target, "node_modules"));
  const { bin } = JSON.parse(readFileSync(path.join(target, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  const program = path.join(target, bin[BIN] ?? "");
  chmodSync(program, 0o755);
  mkdirSync(path.join(target, "../../.bin"));
  symlinkSync(program, path.join(target, "../../.bin", BIN));
}

function link(from: string, to: string): void {
  symlinkSync(path.join(ROOT, from), to);
}

/** The code blocks of the guide that name a file. */
function filesOfGuide(): [name: string, code: string][] {
  const fences = GUIDE.matchAll(/^```js (\S+)\n([\s\S]*?)^```/gm);
  return [...fences].map(([, name = "", code = ""]) => [name, code]);
}

function outcomeOf(program: string, args: string[], cwd = folder): { status: number | null; output: string } {
  // Without the flags under which Jest runs.
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

function run(program: string, args: string[], cwd = folder): string {
  const { status, output } = outcomeOf(program, args, cwd);
  if (status !== 0) throw new Error(output);
  return output;
}

describe("the custom provider of the guide, outside the repository,", () => {
  test("passes the contract, by the command and by the function", () => {
    expect(run("npx", ["--no-install", BIN, "./acme-sms.mjs"])).toContain("acme-sms keeps the contract");
    run(process.execPath, ["--test", "acme-sms.test.mjs"]);
  });

  test("has types", () => {
    const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
    run(process.execPath, [tsc, ...TSC_FLAGS, "--module", "nodenext", "--target", "es2023", "acme-sms.mjs"]);
  });

  test("is reported case by case by the command if it breaks the contract", () => {
    const code = readFileSync(path.join(folder, "acme-sms.mjs"), "utf8");
    const believing = code.replace(
      /const id = .*\n.*\n/,
      'return answer.status < 400 ? accepted("1") : readFailure(answer, RULES, now);\n',
    );
    writeFileSync(path.join(folder, "believing.mjs"), believing);
    const { status, output } = outcomeOf("npx", ["--no-install", BIN, "./believing.mjs"]);
    expect(status).toBe(1);
    expect(output).toMatch(/FAIL {2}bad JSON\n\s+The outcome must be uncertain, and is ok/);
    expect(output).toMatch(/FAIL {2}redirect, which is not followed/);
    expect(output).toMatch(/ok {4}gone address/);
  });

  test("is listed, has channels, and sends the messages of a workflow", async () => {
    const fake = await ProviderFake.start();
    fake.answer = () => ({ status: 202, body: { id: "acme-1" } });
    const server = await startTestServer({
      CARILLON_PROVIDERS: path.join(folder, "acme-sms.mjs"),
      CARILLON_ORIGIN_MAP: JSON.stringify({ "https://api.acme-sms.example": fake.origin }),
      CARILLON_ENCRYPTION_KEYS: newKey(),
    });
    try {
      await textByAcme(server);
      await waitUntil(() => fake.ledger.length > 0);
      const [request] = fake.ledger;
      expect(request).toMatchObject({ method: "POST", url: "/v1/messages" });
      expect(request?.headers).toMatchObject({ authorization: "Bearer an-api-key-of-acme" });
      expect(JSON.parse(request?.body ?? "")).toEqual({ to: "+447700900000", from: "+15005550006", text: "Hello Ada" });
    } finally {
      await server.stop();
      await fake.close();
    }
  });
});

async function textByAcme(server: TestServer): Promise<void> {
  const { data } = await server.ask("{ providers { providerKey name channelType guarantee } }");
  const acme = { providerKey: "acme-sms", name: "Acme SMS", channelType: "SMS", guarantee: "once-by-key" };
  expect(data.providers).toContainEqual(acme);
  const [, channel = ""] = /^```graphql\n([\s\S]*?)^```/m.exec(GUIDE) ?? [];
  expect(await server.ask(channel)).toEqual({ data: { createChannel: { channel: { channelKey: "acme" } } } });
  await addWorkflow(
    server,
    "told",
    [{ ref: "text", type: "channel", channelKey: "acme", template: { text: "Hello {{ recipient.name }}" } }],
    { feedData: [] },
  );
  const user = { userId: "ada", name: "Ada", phoneNumber: "+447700900000" };
  const { errors } = await server.ask("mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
    i: { workflowKey: "told", recipients: [{ to: { user } }] },
  });
  expect(errors).toBeUndefined();
}

describe("a wrong CARILLON_PROVIDERS is reported in one sentence, before anything starts", () => {
  const write = (name: string, code: string): string => {
    writeFileSync(path.join(folder, name), code);
    return path.join(folder, name);
  };
  const acme = (change: string): string =>
    `import acme from "./acme-sms.mjs";\nexport default { ...acme, ${change} };\n`;

  test.each<[string, () => string, RegExp]>([
    [
      "a path that leads nowhere",
      () => "./no-such.mjs",
      /^CARILLON_PROVIDERS: ".\/no-such.mjs" leads to .*no-such.mjs, which does not exist\.$/,
    ],
    [
      "a package that is not installed",
      () => "no-such-package-of-mine",
      /^CARILLON_PROVIDERS: there is no package "no-such-package-of-mine" in .*\. Install it there\.$/,
    ],
    [
      "a file that throws",
      () => write("throws.mjs", 'throw new Error("oops\\nsecond line");'),
      /throws.mjs" cannot be loaded: oops\.$/,
    ],
    [
      "a file without a default export",
      () => write("bare.mjs", "export const a = 1;"),
      /bare.mjs" has no default export\. Write: export default defineProvider\(\{ … \}\)\.$/,
    ],
    [
      "an invalid shape",
      () => write("shape.mjs", "export default 7;"),
      /shape.mjs" is not a provider: it is not an object\.$/,
    ],
    [
      "a function that is missing",
      () => write("half.mjs", acme("readAnswer: undefined")),
      /half.mjs" is not a provider: it needs readAnswer: a function\.$/,
    ],
    [
      "an invalid schema",
      () => write("schema.mjs", acme('settingsSchema: { type: "objet" }')),
      /is not a provider: it has a settingsSchema that is not a strict JSON Schema: /,
    ],
    [
      "declarations that contradict each other",
      () => write("contradicts.mjs", acme('callbacks: "signed"')),
      /is not a provider: The provider "acme-sms" has callbacks and no parseCallback\.$/,
    ],
    [
      "a key of Carillon's own",
      () => write("taken.mjs", acme('key: "resend"')),
      /has the key "resend", which a provider of Carillon's own has\. Give it another key\.$/,
    ],
    [
      "a key that two providers have",
      () => `${path.join(folder, "acme-sms.mjs")}, ${write("twin.mjs", acme(""))}`,
      /twin.mjs" has the key "acme-sms", which the provider in ".*acme-sms.mjs" has\. Give it another key\.$/,
    ],
  ])("%s", async (_what, sources, words) => {
    const { code, output } = await failedStart({
      CARILLON_PROVIDERS: sources(),
      CARILLON_HOME: path.join(folder, "home"),
    });
    expect(output.trim()).toMatch(words);
    expect(output.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });
});
