import { expect, test } from "@jest/globals";
import { fastify, type FastifyRequest } from "fastify";
import { askAsBackend } from "./ask-as-backend.js";

test("a page that asks while the server stops is told to try again, not that the server failed", async () => {
  const app = fastify();
  await app.ready();
  await app.close();
  const request = { headers: {} } as unknown as FastifyRequest;
  const asked = askAsBackend(app, request, { secretKey: "sk_test", payload: {} });
  await expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
