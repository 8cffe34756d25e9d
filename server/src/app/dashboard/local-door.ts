import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { MemberLinks } from "../../modules/members/index.js";
import { AppError } from "../../platform/errors/index.js";
import type { DevKeys } from "../development/dev-keys.js";
import type { Doors } from "../development/doors.js";
import type { BrowserSessions } from "./browser-sessions.js";

export interface LocalDoorOptions {
  keys: DevKeys;
  doors: Doors;
  links: MemberLinks;
  browsers: BrowserSessions;
}

const bodyShape = z.object({ ownerToken: z.string().max(100).optional() });

/**
 * How the person who runs a development server gets a session: by opening the page, as DEVELOPER of the development environment;
 * by the one-time link that the server prints at its start, as OWNER of everything.
 */
export function addLocalDoor(app: FastifyInstance, { keys, doors, links, browsers }: LocalDoorOptions): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    reply.header("cache-control", "no-store");
    const message = (await doors.whyStranger(request)) ?? doors.whyNoToken(request);
    return message === null ? undefined : reply.code(403).send({ message });
  };
  app.post("/dashboard/auth/local", { onRequest, bodyLimit: 1024 }, async (request, reply) => {
    const { ownerToken } = bodyShape.safeParse(request.body ?? {}).data ?? {};
    if (ownerToken !== undefined && !(await links.useLocal(ownerToken))) {
      const message = "This link was used, or has expired. The server prints a new one at its next start.";
      throw new AppError("NOT_FOUND", message);
    }
    const isOwner = ownerToken !== undefined;
    await browsers.begin(request, reply, {
      role: isOwner ? "OWNER" : "DEVELOPER",
      method: isOwner ? "LINK" : "LOCAL",
      environmentId: isOwner ? null : keys.environmentId,
    });
    return { environmentKey: keys.environmentKey };
  });
}
