import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { LocalMailbox } from "../../modules/delivery/index.js";
import { pageHeaders } from "../http/http-headers.js";
import { serveBuiltPage } from "../pages/built-page.js";
import type { PublicAddresses } from "../pages/public-addresses.js";
import type { DevKeys } from "./dev-keys.js";
import type { Doors } from "./doors.js";

export interface MailboxOptions {
  keys: DevKeys;
  mailbox: LocalMailbox;
  webRoot: string | null;
  addresses: PublicAddresses;
  doors: Doors;
}

const question = z.object({ id: z.string().min(1).max(100) });
const fileQuestion = question.extend({ index: z.coerce.number().int().min(0).max(1000) });

/**
 * The content security policy of a caught mail's frame: its own styles and embedded images. No script runs, and nothing is
 * fetched.
 */
const FRAME_POLICY =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** The local mailbox at `/mailbox`: its page and its data. In the embedded development environment only. */
export async function addMailboxRoutes(
  app: FastifyInstance,
  { keys, mailbox, doors, ...page }: MailboxOptions,
): Promise<void> {
  const view = await serveBuiltPage(app, { ...page, name: "mailbox" });
  if (!view) return;
  const { environmentId } = keys;
  app.get("/mailbox", async (request, reply) => pageHeaders(reply).send(view(request, await doors.fillOf(request))));

  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    reply.header("cache-control", "no-store");
    const message = await doors.whyStranger(request);
    return message === null ? undefined : reply.code(403).send({ message });
  };
  const find = async ({ query }: FastifyRequest) => {
    const asked = question.safeParse(query);
    return asked.success ? mailbox.byId(environmentId, asked.data.id) : null;
  };

  app.get("/mailbox/messages", { onRequest }, async () => ({ messages: await mailbox.latest(environmentId) }));
  app.get("/mailbox/message", { onRequest }, async (request, reply) => {
    const message = await find(request);
    return message ? { message } : reply.code(404).send({ message: "There is no such message." });
  });
  app.get("/mailbox/attachment", { onRequest }, async (request, reply) => {
    const asked = fileQuestion.safeParse(request.query);
    const file = asked.success ? await mailbox.attachment(environmentId, asked.data.id, asked.data.index) : null;
    if (!file) return reply.code(404).send({ message: "There is no such attachment." });
    // Never shown in this origin, whatever its type says.
    return reply
      .headers({ "content-security-policy": "sandbox; default-src 'none'", "x-content-type-options": "nosniff" })
      .header("content-disposition", `attachment; filename*=UTF-8''${encodedName(file.filename)}`)
      .type("application/octet-stream")
      .send(Buffer.from(file.content, "base64"));
  });
  app.get("/mailbox/html", { onRequest }, async (request, reply) => {
    const message = await find(request);
    const html = message?.type === "EMAIL" ? message.html : null;
    if (html === null) return reply.code(404).send({ message: "There is no such mail." });
    return reply
      .headers({ "content-security-policy": FRAME_POLICY, "x-frame-options": "SAMEORIGIN" })
      .type("text/html; charset=utf-8")
      .send(html);
  });
}

/** A file name as RFC 8187 writes it. */
function encodedName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
