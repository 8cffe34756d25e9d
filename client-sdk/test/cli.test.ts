import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { runCli } from "../src/cli/run.js";

const WORKFLOWS = [
  {
    workflowKey: "comment-added",
    document: {
      name: "New comment",
      feedData: ["documentId"],
      dataSchema: {
        type: "object",
        required: ["documentId", "mood"],
        properties: {
          documentId: { type: "string", description: "Which document" },
          mood: { enum: ["happy", "sad"] },
          lines: { type: "array", items: { type: "integer" } },
        },
      },
    },
  },
  {
    workflowKey: "digest",
    document: {
      name: "Digest",
      feedData: ["week"],
      dataSchema: { type: "object", properties: { week: { type: "integer" } } },
    },
  },
  { workflowKey: "anything", document: { name: "Anything" } },
];

let server: Server;
let endpoint: string;
let folder: string;
let said: string[];
let refusal: object | null = null;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const { variables } = JSON.parse(text) as { variables: { after: string | null } };
      const isSecret = request.headers.authorization === "Bearer sk_1";
      // Two pages.
      const nodes = variables.after === null ? WORKFLOWS.slice(1) : WORKFLOWS.slice(0, 1);
      const pageInfo = { hasNextPage: variables.after === null, endCursor: "one" };
      const body = refusal ?? (isSecret ? { data: { workflows: { nodes, pageInfo } } } : { errors: [] });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  folder = mkdtempSync(path.join(tmpdir(), "carillon-types-"));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  said = [];
  refusal = null;
});

const file = (): string => path.join(folder, "carillon.types.ts");
const run = (args: string[], env: Record<string, string> = { CARILLON_SECRET_KEY: "sk_1" }): Promise<number> =>
  runCli(args, {
    env: { CARILLON_ENDPOINT: endpoint, ...env },
    say: (line) => said.push(line),
    complain: (line) => said.push(line),
  });

test("it writes the types of every workflow, once, and --check reports whether they are current", async () => {
  expect(await run(["types", "--out", file()])).toBe(0);
  expect(said).toEqual([`Wrote ${file()}.`]);
  const text = readFileSync(file(), "utf8");
  expect(text).toContain('readonly "comment-added": {');
  expect(text).toContain("/** Which document */ readonly documentId: string;");
  expect(await run(["types", "--out", file(), "--check"])).toBe(0);
  expect(await run(["types", "--out", file()])).toBe(0);
  expect(said.slice(1)).toEqual([`${file()} is up to date.`, `${file()} is up to date.`]);
  writeFileSync(file(), `${text}// changed`);
  expect(await run(["types", "--out", file(), "--check"])).toBe(1);
  writeFileSync(file(), text);
});

test("it reports a missing key, a refused key, an unknown command and an unknown option", async () => {
  expect(await run(["types"], {})).toBe(1);
  refusal = { errors: [{ message: "Not with this key.", extensions: { code: "UNAUTHENTICATED" } }] };
  expect(await run(["types"])).toBe(1);
  expect(said).toEqual([
    "INVALID_OPTIONS: Set CARILLON_SECRET_KEY, or give --secret-key.",
    "UNAUTHENTICATED: Not with this key.",
  ]);
  expect(await run(["typos"])).toBe(2);
  expect(await run(["types", "--wat"])).toBe(1);
  expect(await run(["--help"])).toBe(0);
});

const USE = `import { createClient } from "@carillon/client";
import { useFeed } from "@carillon/react";
import type { Workflows } from "./carillon.types.js";

const carillon = createClient<Workflows>({ endpoint: "/graphql", secretKey: "sk_1" });
const recipients = [{ to: { userId: "ada" } }];
void carillon.notify({ workflowKey: "comment-added", recipients, data: { documentId: "plan", mood: "sad", lines: [1] } });
void carillon.notify({ workflowKey: "digest", recipients });
void carillon.notify({ workflowKey: "anything", recipients, data: { a: 1 } });
void carillon.notifyMany([{ workflowKey: "digest", recipients, data: { week: 3 } }]);

export function Titles(): string[] {
  const { items, feed } = useFeed<Workflows>();
  for (const item of items) void feed.markRead(item);
  return items.map((item) => (item.workflowKey === "comment-added" ? item.data.documentId.toUpperCase() : item.id));
}
`;

const WRONG: readonly [what: string, code: string][] = [
  [
    "a payload of the wrong type",
    'void carillon.notify({ workflowKey: "comment-added", recipients, data: { documentId: 1, mood: "sad" } });',
  ],
  [
    "a value outside the enum",
    'void carillon.notify({ workflowKey: "comment-added", recipients, data: { documentId: "a", mood: "odd" } });',
  ],
  [
    "a payload that lacks a key",
    'void carillon.notify({ workflowKey: "comment-added", recipients, data: { documentId: "a" } });',
  ],
  ["no payload where there must be one", 'void carillon.notify({ workflowKey: "comment-added", recipients });'],
  ["a misspelt key", 'void carillon.notify({ workflowKey: "digest", recipients, data: { weak: 3 } });'],
  ["a workflow that there is not", 'void carillon.notify({ workflowKey: "comment-aded", recipients });'],
  [
    "the payload of another workflow in many",
    'void carillon.notifyMany([{ workflowKey: "digest", recipients, data: { mood: "sad" } }]);',
  ],
  [
    "data of an item that is not shown in feeds",
    'export const m = (i: ReturnType<typeof useFeed<Workflows>>["items"][number]) => i.workflowKey === "comment-added" && i.data.mood.length;',
  ],
  [
    "a misspelt key of an item's data",
    'export const d = (i: ReturnType<typeof useFeed<Workflows>>["items"][number]) => i.workflowKey === "comment-added" && i.data.documentid;',
  ],
  [
    "an item's key compared with no workflow",
    'export const k = (i: ReturnType<typeof useFeed<Workflows>>["items"][number]) => i.workflowKey === "nothing";',
  ],
];

test("the generated types make a wrong payload a compile error, and accept a right one", async () => {
  await run(["types", "--out", file()]);
  const root = path.join(import.meta.dirname, "../..");
  writeFileSync(path.join(folder, "use.ts"), USE + WRONG.map(([, code]) => `// @ts-expect-error\n${code}\n`).join(""));
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        ...{ strict: true, noEmit: true, skipLibCheck: true, target: "ES2022", jsx: "react-jsx", types: [] },
        ...{ module: "ESNext", moduleResolution: "Bundler", lib: ["ES2023", "DOM", "DOM.Iterable"] },
        typeRoots: [path.join(root, "node_modules/@types")],
        paths: {
          "@carillon/client": [path.join(root, "client-sdk/src/index.ts")],
          "@carillon/client/safety": [path.join(root, "client-sdk/src/safety/index.ts")],
          "@carillon/client/tabs": [path.join(root, "client-sdk/src/tabs/index.ts")],
          "@carillon/react": [path.join(root, "feed-widget/src/index.ts")],
          react: [path.join(root, "node_modules/@types/react")],
          "react/jsx-runtime": [path.join(root, "node_modules/@types/react/jsx-runtime.d.ts")],
          "react-dom": [path.join(root, "node_modules/@types/react-dom")],
        },
      },
      files: ["use.ts"],
    }),
  );
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(stdout).toBe("");
}, 120_000);
