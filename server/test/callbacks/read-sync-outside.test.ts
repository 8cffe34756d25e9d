import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { laneOf, userKey } from "../../src/modules/identifiers/index.js";
import { createCallbackRig, postmarkEvent, type CallbackRig } from "../support/callback-rig.js";
import { MAIL, POSTMARK_SENT, postmark } from "../support/delivery-rig.js";
import { BELL } from "../support/lane-api.js";

let rig: CallbackRig;
let path: string;
let mailId: string;

beforeEach(async () => {
  rig = await createCallbackRig();
});
afterEach(() => rig.close());

/** Sends a mail and an in-app message in one run. */
async function send(readSync: string): Promise<void> {
  await rig.addChannel("mail", "EMAIL", [postmark]);
  const document = { key: "both", name: "both", settings: { readSync }, steps: [BELL, MAIL] };
  await rig.modules.workflows.save(rig.home.secret, JSON.parse(JSON.stringify(document)));
  await rig.modules.workflows.commit(rig.home.secret, "both", null);
  rig.fake.answer = () => POSTMARK_SENT;
  await rig.send("both");
  await rig.drain();
  path = await rig.pathOf("mail");
  const { data } = await rig.ask("{ messages(first: 9) { nodes { __typename id } } }");
  const { nodes } = data.messages as { nodes: { __typename: string; id: string }[] };
  mailId = nodes.find(({ __typename }) => __typename === "EmailMessage")?.id ?? "";
}

interface Marks {
  readAt: string | null;
  interactedAt: string | null;
  linkClickedAt: string | null;
}

async function bell(): Promise<Marks & { unread: number }> {
  const { data } = await rig.ask(
    '{ feed(recipient: { userId: "ada" }) { counts { unread } items(first: 1) { nodes { readAt interactedAt linkClickedAt } } } }',
  );
  const feed = data.feed as unknown as { counts: { unread: number }; items: { nodes: Marks[] } };
  const [item] = feed.items.nodes;
  if (!item) throw new Error("The bell is empty.");
  return { ...item, unread: feed.counts.unread };
}

async function mail(): Promise<Marks> {
  const source = "query($id: ID!) { node(id: $id) { ... on Message { readAt interactedAt linkClickedAt } } }";
  return (await rig.ask(source, { id: mailId })).data.node as unknown as Marks;
}

test("an open of the mail marks the mail and its in-app sibling, and every tab is notified", async () => {
  await send("read");
  const told: number[] = [];
  const { environmentId } = rig.home;
  rig.main.feeds.hints.subscribe(laneOf(environmentId, userKey("ada")), ({ version }) => told.push(version));
  await rig.post(path, postmarkEvent(mailId, "Open", { ReceivedAt: "2026-01-01T00:00:00Z" }));
  await rig.read();
  expect((await mail()).readAt).not.toBeNull();
  expect(await bell()).toMatchObject({ readAt: expect.any(String), interactedAt: null, unread: 0 });
  expect(told).toEqual([2]);
});

test("a click marks the mail, and marks its in-app sibling as read", async () => {
  await send("read");
  const click = { OriginalLink: "https://acme.example/a", ReceivedAt: "2026-01-01T00:00:00Z" };
  await rig.post(path, postmarkEvent(mailId, "Click", click));
  await rig.read();
  expect(await mail()).toMatchObject({ interactedAt: expect.any(String), linkClickedAt: expect.any(String) });
  expect(await bell()).toMatchObject({ readAt: expect.any(String), interactedAt: null, linkClickedAt: null });
  const { data } = await rig.ask("query($id: ID!) { node(id: $id) { ... on Message { events { code by values } } } }", {
    id: mailId,
  });
  const { events } = data.node as unknown as { events: { code: string; by: string; values: object }[] };
  expect(events.find(({ code }) => code === "link.clicked")).toMatchObject({
    by: "recipient",
    values: { providerKey: "postmark", url: "https://acme.example/a" },
  });
});

test("without read sync the in-app message is unchanged, and a repeated open does not repeat an undone mark", async () => {
  await send("none");
  const open = postmarkEvent(mailId, "Open", { ReceivedAt: "2026-01-01T00:00:00Z" });
  await rig.post(path, open);
  await rig.read();
  expect(await bell()).toMatchObject({ readAt: null, unread: 1 });
  await rig.ask("mutation($i: MarkMessagesInput!) { markMessages(input: $i) { missingIds } }", {
    i: { ids: [mailId], mark: "UNREAD" },
  });
  await rig.post(path, open);
  await rig.read();
  expect((await mail()).readAt).toBeNull();
});
