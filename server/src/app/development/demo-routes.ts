import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { DevKeys } from "./dev-keys.js";
import { pageHeaders } from "../http/http-headers.js";
import { serveBuiltPage } from "../pages/built-page.js";
import type { PublicAddresses } from "../pages/public-addresses.js";
import type { Doors } from "./doors.js";
import { askAsBackend } from "./ask-as-backend.js";

const person = z.enum(["ada", "grace", "linus"]);

/** Events that the demo's form may send: the seeded people and workflows, and a short text. */
const demoEvent = z.strictObject({
  workflowKey: z.enum(["new-comment", "mention", "task-assigned"]),
  actorId: person,
  recipientIds: z.array(person).min(1).max(3),
  documentId: z.string().regex(/^[a-z-]{1,40}$/),
  document: z.string().max(100),
  text: z.string().max(200),
});

const demoStory = z.object({ triggerId: z.string().min(1).max(100) });

const NOTIFY = `mutation DemoNotify($input: NotifyInput!) { notify(input: $input) { trigger { id } } }`;
const STORY = `query DemoStory($id: ID!) {
  trigger(id: $id) { status runs(first: 3) { nodes { id status
    recipient { name } trace { at code message } } } }
}`;
/** The latest runs of the two people that the page shows, the latest first, with what is known of their emails. */
const EMAILS = `query DemoEmails {
  ada: runs(filter: { recipient: { userId: "ada" } }, first: 12) { nodes { ...EmailRun } }
  grace: runs(filter: { recipient: { userId: "grace" } }, first: 12) { nodes { ...EmailRun } }
}
fragment EmailRun on Run {
  id workflowKey
  trace { stepRef code message values }
  messages { id channelKey deliveryStatus updatedAt
    ... on FeedItem { data }
    ... on EmailMessage { undeliveredReason content { ... on EmailContent { subject } } } }
}`;

interface Answer {
  data?: { notify?: { trigger: { id: string } } | null; trigger?: unknown; ada?: Runs; grace?: Runs } | null;
  errors?: { message: string }[];
}

interface Runs {
  nodes: unknown[];
}

export interface DemoOptions {
  keys: DevKeys;
  webRoot: string | null;
  addresses: PublicAddresses;
  doors: Doors;
}

/**
 * The demo at `/demo`: its page, and routes that do what a product's backend would do with its secret key. They exist in
 * the embedded development environment only, and accept requests of this origin's pages only.
 */
export async function addDemoRoutes(app: FastifyInstance, { keys, doors, ...page }: DemoOptions): Promise<void> {
  const view = await serveBuiltPage(app, { ...page, name: "demo" });
  if (!view) return;
  app.get("/demo", async (request, reply) => pageHeaders(reply).send(view(request, await doors.fillOf(request))));

  const ask = async (request: FastifyRequest, query: string, variables: object): Promise<Answer> => {
    const response = await askAsBackend(app, request, { secretKey: keys.secretKey, payload: { query, variables } });
    return response.json<Answer>();
  };

  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const message = await doors.whyStranger(request);
    return message === null ? undefined : reply.code(403).send({ message });
  };

  app.post("/demo/notify", { onRequest }, async (request, reply) => {
    const event = demoEvent.safeParse(request.body);
    if (!event.success) return reply.code(400).send({ message: z.prettifyError(event.error) });
    const noToken = doors.whyNoToken(request);
    if (noToken !== null) return reply.code(403).send({ message: noToken });
    const { workflowKey, actorId, recipientIds, documentId, document, text } = event.data;
    const { data, errors } = await ask(request, NOTIFY, {
      input: {
        workflowKey,
        recipients: recipientIds.map((userId) => ({ to: { userId } })),
        actor: { userId: actorId },
        data: { documentId, document, text, task: text },
      },
    });
    if (!data?.notify) return reply.code(502).send({ message: errors?.[0]?.message ?? "notify was refused." });
    return { triggerId: data.notify.trigger.id };
  });

  app.get("/demo/story", { onRequest }, async (request, reply) => {
    const asked = demoStory.safeParse(request.query);
    if (!asked.success) return reply.code(400).send({ message: z.prettifyError(asked.error) });
    const { data } = await ask(request, STORY, { id: asked.data.triggerId });
    return { story: data?.trigger ?? null };
  });

  app.get("/demo/emails", { onRequest }, async (request) => {
    const { data } = await ask(request, EMAILS, {});
    return { runs: { ada: data?.ada?.nodes ?? [], grace: data?.grace?.nodes ?? [] } };
  });
}
