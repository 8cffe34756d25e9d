import { expect, test } from "@jest/globals";
import { fastify } from "fastify";
import { mountModuleRoutes } from "./module-routes.js";

test("routes of modules are mounted, and a module's body parser does not apply to other modules", async () => {
  const app = fastify();
  await mountModuleRoutes(app, [
    {
      addRoutes(own) {
        own.addContentTypeParser("text/plain", { parseAs: "string" }, (_request, body, done) => done(null, body));
        own.post("/callbacks/one", async ({ body }) => ({ read: body }));
      },
    },
    { addMetrics: () => undefined },
    {
      addRoutes(own) {
        own.removeAllContentTypeParsers();
        own.post("/callbacks/two", async ({ body }) => ({ read: body ?? null }));
      },
    },
  ]);
  const post = (url: string) =>
    app.inject({ method: "POST", url, payload: "hello", headers: { "content-type": "text/plain" } });
  expect((await post("/callbacks/one")).json()).toEqual({ read: "hello" });
  expect((await post("/callbacks/two")).statusCode).toBe(415);
  await app.close();
});
