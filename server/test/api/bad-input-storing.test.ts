import { describe } from "@jest/globals";
import { badIds, forbiddenJson, LONG, mutation, refuses, useServer, type BadCall } from "../support/bad-input.js";

const current = useServer();

/** Bad values of a text field, which `callWith` puts into a call. */
function badTexts(path: string, length: number, callWith: (text: unknown) => object): BadCall[] {
  return [
    [`${path} too long`, callWith(LONG(length + 1)), `${path} too_long`],
    [`${path} with \\u0000`, callWith("a\0"), `${path} unstorable_text`],
    [`${path} with half a character`, callWith("\ud83d"), `${path} unstorable_text`],
    [`${path} a number`, callWith(1), `${path} invalid_type`],
  ];
}

const BIG = { a: LONG(256 * 1024) };

describe("identify", () => {
  const user = (more: object): object => ({ i: { userId: "new", ...more } });
  refuses(current, mutation("identify", "IdentifyInput!"), [
    ["nothing", { i: {} }, "input.userId required"],
    ["userId null", user({ userId: null }), "input.userId required"],
    ["userId with a number sign", user({ userId: "a#b" }), "input.userId invalid_format"],
    ...badIds("input.userId", (userId) => user({ userId })),
    ...["name", "email", "phoneNumber", "timezone", "locale"].flatMap((field) =>
      badTexts(`input.${field}`, 1024, (text) => user({ [field]: text })),
    ),
    ...badTexts("input.avatar", 4096, (avatar) => user({ avatar })),
    ["properties a list", user({ properties: [] }), "input.properties invalid_value"],
    ["properties too large", user({ properties: BIG }), "input.properties too_large"],
    ...forbiddenJson("input.properties", (properties) => user({ properties })),
  ]);
});

describe("setObject", () => {
  const object = (more: object): object => ({ i: { collection: "docs", objectId: "new", ...more } });
  refuses(current, mutation("setObject", "ObjectInput!"), [
    ["nothing", { i: {} }, "input.collection required", "input.objectId required"],
    ["a space in the collection", object({ collection: "a b" }), "input.collection invalid_format"],
    ...badIds("input.collection", (collection) => object({ collection })),
    ...badIds("input.objectId", (objectId) => object({ objectId })),
    ...badTexts("input.name", 1024, (name) => object({ name })),
    ...badTexts("input.avatar", 4096, (avatar) => object({ avatar })),
    ["properties too large", object({ properties: BIG }), "input.properties too_large"],
    ...forbiddenJson("input.properties", (properties) => object({ properties })),
  ]);
});

describe("setTenant", () => {
  const tenant = (more: object): object => ({ i: { tenantId: "new", ...more } });
  refuses(current, mutation("setTenant", "TenantInput!"), [
    ["nothing", { i: {} }, "input.tenantId required"],
    ...badIds("input.tenantId", (tenantId) => tenant({ tenantId })),
    ...badTexts("input.name", 1024, (name) => tenant({ name })),
    ["properties too large", tenant({ properties: BIG }), "input.properties too_large"],
    ...forbiddenJson("input.properties", (properties) => tenant({ properties })),
  ]);
});

for (const [name, type] of [
  ["subscribe", "SubscribeInput!"],
  ["unsubscribe", "UnsubscribeInput!"],
] as const) {
  describe(name, () => {
    const ties = (more: object): object => ({
      i: { object: { collection: "docs", objectId: "d" }, recipients: [{ userId: "ada" }], ...more },
    });
    const people = (count: number): object[] => Array.from({ length: count }, (_, n) => ({ userId: `u${n}` }));
    refuses(current, mutation(name, type), [
      ["nothing", { i: {} }, "input.object required", "input.recipients required"],
      ["no recipients", ties({ recipients: [] }), "input.recipients out_of_range"],
      ["1,001 recipients", ties({ recipients: people(1001) }), "input.recipients out_of_range"],
      [
        "a recipient of no kind after a good one",
        ties({ recipients: [{ userId: "a" }, {}] }),
        "input.recipients.1 one_of",
      ],
      ...badIds("input.object.objectId", (objectId) => ties({ object: { collection: "docs", objectId } })),
      ...badIds("input.object.collection", (collection) => ties({ object: { collection, objectId: "d" } })),
      ...badIds("input.recipients.1.userId", (userId) => ties({ recipients: [{ userId: "a" }, { userId }] })),
    ]);
  });
}

describe("subscribe with properties", () => {
  const ties = (properties: unknown): object => ({
    i: { object: { collection: "docs", objectId: "d" }, recipients: [{ user: { userId: "new" } }], properties },
  });
  refuses(current, mutation("subscribe", "SubscribeInput!"), [
    ["that are too large", ties(BIG), "input.properties too_large"],
    ...forbiddenJson("input.properties", ties),
  ]);
});

for (const [name, type, list] of [
  ["setPreferences", "SetPreferencesInput!", "rules"],
  ["setDefaultPreferences", "SetDefaultPreferencesInput!", "rules"],
  ["setDefaultPreferences", "SetDefaultPreferencesInput!", "overrides"],
] as const) {
  describe(`${name} with ${list}`, () => {
    const whose = name === "setPreferences" ? { recipient: { userId: "ada" } } : {};
    const set = (more: object): object => ({ i: { ...whose, ...more } });
    const rule = (more: unknown): object => set({ [list]: [{ category: "fine", allow: true }, more] });
    const AT = `input.${list}.1`;
    const condition = (argument: unknown): object => ({ variable: "data.n", operator: "equal_to", argument });
    refuses(current, mutation(name, type), [
      ["a mode of no enum", set({ mode: "PATCH" }), "input.mode invalid_value"],
      ...badIds("input.tenantId", (tenantId) => set({ tenantId })),
      ["a list of null", set({ [list]: [null] }), `input.${list}.0 required`],
      [
        "1,001 of them",
        set({ [list]: Array.from({ length: 1001 }, (_, n) => ({ category: `c${n}`, allow: true })) }),
        `input.${list} too_many`,
      ],
      ["neither allow nor when", rule({ category: "x" }), `${AT}.allow required`],
      ["two about the same", rule({ category: "fine", allow: false }), `${AT} duplicate`],
      ["a workflow and a category", rule({ category: "x", workflowKey: "y", allow: true }), `${AT}.category conflict`],
      [
        "a channel type and a channel",
        rule({ channelType: "IN_APP", channelKey: "in-app", allow: true }),
        `${AT}.channelKey conflict`,
      ],
      ["a channel that does not exist", rule({ channelKey: "none", allow: true }), `${AT}.channelKey unknown_channel`],
      ["a channel type of no enum", rule({ channelType: "FAX", allow: true }), `${AT}.channelType invalid_value`],
      ["a category that is empty", rule({ category: "", allow: true }), `${AT}.category empty`],
      ["a category that is too long", rule({ category: LONG(256), allow: true }), `${AT}.category too_long`],
      ["a category with a line break", rule({ category: "a\nb", allow: true }), `${AT}.category invalid_format`],
      ["a workflow that is empty", rule({ workflowKey: "", allow: true }), `${AT}.workflowKey empty`],
      ["a workflow that is too long", rule({ workflowKey: LONG(256), allow: true }), `${AT}.workflowKey too_long`],
      ["allow of the wrong type", rule({ allow: "no" }), `${AT}.allow invalid_type`],
      ["a condition that is a text", rule({ when: "x" }), `${AT}.when invalid_value`],
      ["a condition of nothing", rule({ when: {} }), `${AT}.when.variable required`, `${AT}.when.operator required`],
      [
        "a condition with an unknown operator",
        rule({ when: { ...condition(1), operator: "is_like" } }),
        `${AT}.when.operator unknown_operator`,
      ],
      [
        "a condition with an unknown variable",
        rule({ when: { ...condition(1), variable: "nothing.at" } }),
        `${AT}.when.variable invalid_variable`,
      ],
      [
        "a condition deep in groups",
        rule({ when: { all: [{ any: [{ ...condition(1), operator: 5 }] }] } }),
        `${AT}.when.all.0.any.0.operator unknown_operator`,
      ],
      ...forbiddenJson(`${AT}.when.argument`, (argument) => rule({ when: condition(argument) })),
    ]);
  });
}

describe("setPreferences", () => {
  refuses(current, mutation("setPreferences", "SetPreferencesInput!"), [
    ["nobody", { i: {} }, "input.recipient required"],
    ["a recipient of no kind", { i: { recipient: {} } }, "input.recipient one_of"],
    ...badIds("input.recipient.userId", (userId) => ({ i: { recipient: { userId } } })),
  ]);
});
