import { expect, test } from "@jest/globals";
import { changesOf, targetOf } from "./audited-call.js";

const field = (action: string, target: string) => ({ action, target });

test("a target is named by the input", () => {
  const input = { object: { collection: "docs", objectId: "d" }, workflowKey: "plain", document: { key: "new" } };
  expect(targetOf(field("a.b", "workflow:workflowKey"), input)).toBe("workflow:plain");
  expect(targetOf(field("a.b", "workflow:document.key"), input)).toBe("workflow:new");
  expect(targetOf(field("a.b", "object:object.collection/object.objectId"), input)).toBe("object:docs/d");
  expect(targetOf(field("a.b", "apiKey:name"), input)).toBe("apiKey");
  expect(targetOf(field("a.b", "messages:"), input)).toBe("messages");
  expect(targetOf(field("a.b", "user:recipient.userId"), null)).toBe("user");
});

test("of the input only what is neither personal nor secret is kept", () => {
  const input = {
    ...{ channelKey: "mail", settings: { apiKey: "secret" }, name: "Mail", isActive: true, email: "a@b.c" },
    ...{
      linkSchemes: ["a", "b"],
      promotesToKey: null,
      properties: { a: 1 },
      idempotencyKey: "k",
      message: "x".repeat(999),
    },
  };
  expect(changesOf(field("channel.created", ""), input)).toEqual({
    ...{
      channelKey: { after: "mail" },
      settings: { isLeftOut: true },
      name: { after: "Mail" },
      isActive: { after: true },
    },
    ...{ email: { after: "a@b.c" }, linkSchemes: { after: ["a", "b"] }, promotesToKey: { after: null } },
    ...{ properties: { isLeftOut: true }, message: { after: "x".repeat(300) } },
  });
  expect(changesOf(field("user.changed", ""), { userId: "ada", name: "Ada", email: "a@b.c" })).toEqual({
    ...{ userId: { after: "ada" }, name: { isLeftOut: true }, email: { isLeftOut: true } },
  });
});
