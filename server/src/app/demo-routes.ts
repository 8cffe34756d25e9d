import type { FastifyInstance } from "fastify";
import { systemScope } from "../modules/accounts/index.js";
import { AppError } from "../platform/errors/index.js";
import { isJsonObject } from "../platform/json.js";
import type { DevKeys } from "./dev-keys.js";
import { demoPage, landingPage } from "./pages.js";
import type { Modules } from "./modules.js";

const USERS = ["ada", "grace", "linus"];
const WORKFLOWS = ["new-comment", "mention", "task-assigned"];

/** The landing page, and in development the demo with a route of its own that calls `notify`. */
export function addDemoRoutes(
  app: FastifyInstance,
  { keys, modules }: { keys: DevKeys | null; modules: Modules },
): void {
  app.get("/", (request, reply) => {
    const origin = `http://${request.headers.host ?? "localhost:4000"}`;
    return reply
      .type("text/html")
      .send(landingPage({ origin, publicKey: keys?.publicKey ?? null, keysFile: keys?.file ?? null }));
  });
  if (!keys) return;
  app.get("/demo", (_request, reply) => reply.type("text/html").send(demoPage(keys.publicKey)));
  app.post("/demo/notify", async (request, reply) => {
    const body: unknown = request.body;
    const { workflowKey, from, to, document } = isJsonObject(body) ? body : {};
    const isKnown = (list: readonly string[], value: unknown): value is string =>
      typeof value === "string" && list.includes(value);
    if (!isKnown(WORKFLOWS, workflowKey) || !isKnown(USERS, from) || !isKnown(USERS, to)) {
      throw new AppError("BAD_REQUEST", "Name one of the demo's workflows and users.");
    }
    const title = typeof document === "string" ? document.slice(0, 80) : "Plans";
    const accepted = await modules.triggers.notify.notify(systemScope(keys), {
      workflowKey,
      recipients: [{ to: { userId: to } }],
      actor: { userId: from },
      data: {
        documentId: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
        document: title,
        task: `Review ${title}`,
      },
    });
    return reply.send({ triggerId: accepted.triggerId });
  });
}
