import { describe } from "@jest/globals";
import { badIds, forbiddenJson, json, LONG, mutation, refuses, useServer } from "../support/bad-input.js";

const current = useServer();

const call = (more: object): object => ({ workflowKey: "plain", recipients: [{ to: { userId: "ada" } }], ...more });
const to = (recipient: unknown): object => ({ i: call({ recipients: [{ to: recipient }] }) });
const TO = "input.recipients.0.to";
/** A user that a refused call must not store. */
const NEW_USER = { user: { userId: "new", name: "New" } };

describe("notify", () => {
  refuses(current, mutation("notify", "NotifyInput!"), [
    ["no input", {}, "input required"],
    ["null as input", { i: null }, "input required"],
    ["a text as input", { i: "x" }, "input invalid_type"],
    ["an empty input", { i: {} }, "input.workflowKey required", "input.recipients required"],
    ["an unknown field", { i: call({ x: 1 }) }, "input.x unknown_field"],
    ["workflowKey null", { i: call({ workflowKey: null }) }, "input.workflowKey required"],
    ["workflowKey a number", { i: call({ workflowKey: 1 }) }, "input.workflowKey invalid_type"],
    ["workflowKey empty", { i: call({ workflowKey: "" }) }, "NOT_FOUND input.workflowKey workflow_missing"],
    ["workflowKey unknown", { i: call({ workflowKey: "none" }) }, "NOT_FOUND input.workflowKey workflow_missing"],
    [
      "workflowKey never committed",
      { i: call({ workflowKey: "draft" }) },
      "NOT_FOUND input.workflowKey workflow_missing",
    ],
    ["workflowKey very long", { i: call({ workflowKey: LONG(5000) }) }, "NOT_FOUND input.workflowKey workflow_missing"],
    ["workflowKey with \\u0000", { i: call({ workflowKey: "a\0" }) }, "input.workflowKey unstorable_text"],
    ["workflowKey with half a character", { i: call({ workflowKey: "\ud800" }) }, "input.workflowKey unstorable_text"],
    [
      "workflowKey of a prototype",
      { i: call({ workflowKey: "__proto__" }) },
      "NOT_FOUND input.workflowKey workflow_missing",
    ],
    ["recipients null", { i: call({ recipients: null }) }, "input.recipients required"],
    ["recipients empty", { i: call({ recipients: [] }) }, "input.recipients out_of_range"],
    [
      "null among recipients",
      { i: call({ recipients: [{ to: { userId: "a" } }, null] }) },
      "input.recipients.1 required",
    ],
    ["10,001 recipients", { i: call({ recipients: many(10_001) }) }, "input.recipients out_of_range"],
    ["a recipient without `to`", { i: call({ recipients: [{}] }) }, "input.recipients.0.to required"],
    [
      "data of a recipient a list",
      { i: call({ recipients: [{ to: { userId: "a" }, data: [] }] }) },
      "input.recipients.0.data invalid_value",
    ],
    ["cancellationKey too long", { i: call({ cancellationKey: LONG(257) }) }, "input.cancellationKey too_long"],
    ["cancellationKey with \\u0000", { i: call({ cancellationKey: "a\0" }) }, "input.cancellationKey unstorable_text"],
    ["cancellationKey empty", { i: call({ cancellationKey: "" }) }, "input.cancellationKey empty"],
    ["idempotencyKey empty", { i: call({ idempotencyKey: "" }) }, "input.idempotencyKey empty"],
    ["idempotencyKey too long", { i: call({ idempotencyKey: LONG(256) }) }, "input.idempotencyKey too_long"],
    ["idempotencyKey with \\u0000", { i: call({ idempotencyKey: "a\0" }) }, "input.idempotencyKey unstorable_text"],
    ["data a text", { i: call({ data: "x" }) }, "input.data invalid_value"],
    ["data a list", { i: call({ data: [1] }) }, "input.data invalid_value"],
    ["data too deep", { i: call({ data: deep(101) }) }, `input.data.${Array(100).fill("a").join(".")} too_deep`],
    ["data of more than 1 MiB", { i: call({ data: { a: LONG(1024 * 1024) } }) }, "input.data too_large"],
    ["data against the workflow's schema", { i: call({ data: { n: "x" } }) }, "input.data.n invalid_data"],
    [
      "settings a flag of the wrong type",
      { i: call({ settings: { skipDelays: "yes" } }) },
      "input.settings.skipDelays invalid_type",
    ],
    ["settings a flag null", { i: call({ settings: { skipDelays: null } }) }, "input.settings.skipDelays required"],
    ["tenant without an id", { i: call({ tenant: { name: "x" } }) }, "input.tenant.tenantId required"],
    ["tenant with an empty id", { i: call({ tenant: { tenantId: "" } }) }, "input.tenant.tenantId empty"],
    ["actor unknown", { i: call({ actor: { userId: "nobody" } }) }, "input.actor actor_missing"],
    ["actor of two kinds", { i: call({ actor: { userId: "a", user: { userId: "b" } } }) }, "input.actor one_of"],
    ...forbiddenJson("input.data", (data) => ({ i: call({ data }) })),
    ...forbiddenJson("input.recipients.0.data", (data) => ({
      i: call({ recipients: [{ to: { userId: "a" }, data }] }),
    })),
    ...forbiddenJson("input.tenant.properties", (properties) => ({
      i: call({ tenant: { tenantId: "t", properties } }),
    })),
    ...forbiddenJson(`${TO}.user.properties`, (properties) => to({ user: { userId: "u", properties } })),
  ]);

  describe("to a recipient", () => {
    refuses(current, mutation("notify", "NotifyInput!"), [
      ["of no kind", to({}), `${TO} one_of`],
      ["of null", to({ userId: null }), `${TO}.userId required`],
      ["of two kinds", to({ userId: "a", object: { collection: "c", objectId: "o" } }), `${TO} one_of`],
      ["with an id that is a flag", to({ userId: true }), `${TO}.userId invalid_type`],
      ...badIds(`${TO}.userId`, (userId) => to({ userId })),
      ["with a slash in its id", to({ userId: "a/b" }), `${TO}.userId invalid_format`],
      ...badIds(`${TO}.user.userId`, (userId) => to({ user: { userId } })),
      ...badIds(`${TO}.object.objectId`, (objectId) => to({ object: { collection: "c", objectId } })),
      ...badIds(`${TO}.object.collection`, (collection) => to({ object: { collection, objectId: "o" } })),
      [
        "with a slash in its collection",
        to({ object: { collection: "a/b", objectId: "o" } }),
        `${TO}.object.collection invalid_format`,
      ],
      [
        "with properties that are too large",
        to({ user: { userId: "u", properties: { a: LONG(256 * 1024) } } }),
        `${TO}.user.properties too_large`,
      ],
    ]);
  });

  describe("with inline recipients stores none of them when it is refused for", () => {
    const inline = (...more: object[]): object[] => [{ to: NEW_USER }, ...more];
    refuses(current, mutation("notify", "NotifyInput!"), [
      [
        "another recipient",
        { i: call({ recipients: inline({ to: { userId: "a/b" } }) }) },
        "input.recipients.1.to.userId invalid_format",
      ],
      ["its data", { i: call({ recipients: inline(), data: { n: "x" } }) }, "input.data.n invalid_data"],
      ["its actor", { i: call({ recipients: inline(), actor: { userId: "nobody" } }) }, "input.actor actor_missing"],
      [
        "its workflow",
        { i: call({ recipients: inline(), workflowKey: "none" }) },
        "NOT_FOUND input.workflowKey workflow_missing",
      ],
      [
        "its tenant",
        { i: call({ recipients: inline(), tenant: { tenantId: "t", name: LONG(1025) } }) },
        "input.tenant.name too_long",
      ],
      ["its idempotency key", { i: call({ recipients: inline(), idempotencyKey: "" }) }, "input.idempotencyKey empty"],
      [
        "properties that grow too large by two namings",
        {
          i: call({
            recipients: [1, 2].map((n) => ({ to: { object: { collection: "c", objectId: `${n}` } } })),
            actor: NEW_USER,
            tenant: { tenantId: "t", properties: { a: LONG(256 * 1024) } },
          }),
        },
        "input.tenant.properties too_large",
      ],
    ]);
  });
});

describe("notifyMany", () => {
  refuses(current, mutation("notifyMany", "NotifyManyInput!"), [
    ["no items", { i: {} }, "input.items required"],
    ["an empty list", { i: { items: [] } }, "input.items out_of_range"],
    ["101 items", { i: { items: Array(101).fill(call({})) } }, "input.items out_of_range"],
    [
      "together 10,001 recipients",
      { i: { items: [call({ recipients: many(10_000) }), call({})] } },
      "input.items out_of_range",
    ],
    ["an item of the wrong type", { i: { items: [call({}), 1] } }, "input.items.1 invalid_type"],
    ...forbiddenJson("input.items.1.data", (data) => ({ i: { items: [call({}), call({ data })] } })),
  ]);
});

describe("cancel", () => {
  const cancel = (more: object): object => ({ i: { workflowKey: "plain", cancellationKey: "k", ...more } });
  refuses(current, mutation("cancel", "CancelInput!"), [
    ["nothing", { i: {} }, "input.workflowKey required", "input.cancellationKey required"],
    ["workflowKey unknown", cancel({ workflowKey: "none" }), "NOT_FOUND input.workflowKey workflow_missing"],
    ["workflowKey with \\u0000", cancel({ workflowKey: "a\0" }), "input.workflowKey unstorable_text"],
    ["cancellationKey empty", cancel({ cancellationKey: "" }), "input.cancellationKey empty"],
    ["cancellationKey too long", cancel({ cancellationKey: LONG(257) }), "input.cancellationKey too_long"],
    [
      "cancellationKey with half a character",
      cancel({ cancellationKey: "\ud800" }),
      "input.cancellationKey unstorable_text",
    ],
    ["a recipient of no kind", cancel({ recipients: [{ userId: "a" }, {}] }), "input.recipients.1 one_of"],
    ["10,001 recipients", cancel({ recipients: many(10_001).map(({ to }) => to) }), "input.recipients out_of_range"],
    ...badIds("input.recipients.0.userId", (userId) => cancel({ recipients: [{ userId }] })),
  ]);
});

function many(count: number): { to: { userId: string } }[] {
  return Array.from({ length: count }, (_, index) => ({ to: { userId: `u${index}` } }));
}

function deep(levels: number): object {
  return json(`${'{"a":'.repeat(levels)}{}${"}".repeat(levels)}`);
}
