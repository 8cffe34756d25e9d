import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startDevelopment, type Development } from "../support/development.js";
import { waitUntil } from "../support/wait-until.js";

const MIB = 1024 * 1024;
const NAME = "Grüße ('1').html";

let server: Development;
let secretKey: string;
beforeAll(async () => {
  server = await startDevelopment();
  secretKey = JSON.parse(readFileSync(path.join(server.home, "dev-keys.json"), "utf8")).secretKey;
  const template = { subject: "Invoice", markdown: "It is due." };
  const steps = [{ ref: "mail", type: "channel", channelKey: "email", template }];
  await ask("mutation ($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }", {
    document: { key: "invoice", name: "Invoice", steps },
  });
  const commit = "mutation ($i: CommitWorkflowInput!) { commitWorkflow(input: $i) { workflow { id } } }";
  await ask(commit, { workflowKey: "invoice" });
});
afterAll(() => server.stop());

async function post(source: string, input: object): Promise<{ status: number; body: string }> {
  const response = await fetch(`${server.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${secretKey}` },
    body: JSON.stringify({ query: source, variables: { i: input } }),
  });
  return { status: response.status, body: await response.text() };
}

async function ask(source: string, input: object): Promise<void> {
  const { body } = await post(source, input);
  if (body.includes('"errors"')) throw new Error(body.slice(0, 500));
}

const NOTIFY = "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const call = (content: Buffer): object => ({
  workflowKey: "invoice",
  recipients: [{ to: { user: { userId: "ada", email: "ada@example.com" } } }],
  data: { attachments: [{ name: NAME, content_type: "text/html", content: content.toString("base64") }] },
});

/** As a page of the server asks. */
const get = (where: string): Promise<Response> =>
  fetch(`${server.url}/mailbox/${where}`, { headers: { origin: server.url } });

test("10 MiB of attachments come in over HTTP, and the mailbox shows and downloads them as files only", async () => {
  const content = Buffer.alloc(10 * MIB, "<script>alert(1)</script>");
  await ask(NOTIFY, call(content));
  let id = "";
  await waitUntil(async () => {
    const { messages } = await (await get("messages")).json();
    id = messages.find(({ title }: { title: string }) => title === "Invoice")?.id ?? "";
    return id !== "";
  });
  const { message } = await (await get(`message?id=${id}`)).json();
  expect(message.attachments).toEqual([{ filename: NAME, contentType: "text/html", bytes: 10 * MIB }]);
  expect(message.source.length).toBeLessThan(MIB);
  const file = await get(`attachment?id=${id}&index=0`);
  expect(file.headers.get("content-disposition")).toBe(
    "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%28%271%27%29.html",
  );
  expect(file.headers.get("content-type")).toBe("application/octet-stream");
  expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  expect(file.headers.get("content-security-policy")).toContain("sandbox");
  expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true);
  for (const index of ["1", "-1", "x"]) expect((await get(`attachment?id=${id}&index=${index}`)).status).toBe(404);
  expect((await fetch(`${server.url}/mailbox/attachment?id=${id}&index=0`)).status).toBe(403);
});

test("more is refused: by the limit of attachments, and by that of bodies before anything is read", async () => {
  const tooLarge = await post(NOTIFY, call(Buffer.alloc(10 * MIB + 1)));
  expect(tooLarge.body).toContain("too_large");
  const body = await post(NOTIFY, call(Buffer.alloc(13 * MIB)));
  expect([body.status, body.body.includes("PAYLOAD_TOO_LARGE")]).toEqual([413, true]);
});
