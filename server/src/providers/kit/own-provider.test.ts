import { expect, test } from "@jest/globals";
import { FIXED_NOW, fixedCases } from "../record/fixed-cases.js";
import * as kit from "./index.js";

const RULES: kit.FailureRules = {
  vendor: "Acme",
  codeOf: (body) => kit.textAt(body, "code"),
  detailOf: (body) => kit.textAt(body, "message"),
  codes: { unknown_number: ["gone", "Acme does not know the number."] },
};

const acme = kit.defineProvider<"SMS", { from: string }, { apiKey: string }>({
  ...{ key: "acme", name: "Acme SMS", channelTypes: ["SMS"] },
  settingsSchema: kit.settingsSchema(
    { from: kit.text("Sender", "A number."), apiKey: kit.secret("API key", "A key.") },
    ["from", "apiKey"],
  ),
  ...{ idempotency: null, callbacks: "none", carriesOurId: null, batch: 1, maxBytes: 65_536, rateLimit: null },
  onUncertain: "STOP",
  docs: { summary: "Sends text messages by Acme.", setup: [], callbackSetup: [], notes: [] },
  example: { settings: { from: "Acme" }, credentials: { apiKey: "k" } },
  buildRequest(message, { from }, { apiKey }) {
    const sms = kit.prepareSms(message, from);
    if (sms.kind === "unsendable") return sms;
    const body = { to: sms.to, from: sms.from, text: sms.text };
    return kit.postJson("https://api.acme.example/sms", { authorization: `Bearer ${apiKey}` }, body);
  },
  readAnswer(answer, now) {
    const id = answer.status === 200 ? kit.textAt(kit.parseObject(answer.body), "id") : null;
    return id === null ? kit.readFailure(answer, RULES, now) : kit.accepted(id);
  },
});

test("the public API of the kit is enough to write a provider", async () => {
  const { minimal } = fixedCases(acme);
  if (minimal?.channelType !== "SMS") throw new Error("no text message");
  expect(await acme.buildRequest(minimal, { from: "Acme" }, { apiKey: "k" }, FIXED_NOW)).toMatchObject({
    ...{ kind: "http", url: "https://api.acme.example/sms" },
  });
  const read = (status: number, body: string) => acme.readAnswer({ status, headers: {}, body }, FIXED_NOW);
  expect(read(200, '{"id":"1"}')).toMatchObject({ outcome: "ok", vendorId: "1" });
  expect(read(400, '{"code":"unknown_number"}')).toMatchObject({ outcome: "gone" });
  expect(acme).toMatchObject({ guarantee: "at-most-once", secretNames: ["apiKey"] });
});
