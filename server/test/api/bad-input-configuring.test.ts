import { generateKeyPairSync } from "node:crypto";
import { describe } from "@jest/globals";
import { forbiddenJson, LONG, mutation, refuses, useServer, type BadCall } from "../support/bad-input.js";

const current = useServer();

const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "x" } };

function badNames(callWith: (name: unknown) => object): BadCall[] {
  return [
    ["name too long", callWith(LONG(256)), "input.name too_long"],
    ["name with \\u0000", callWith("a\0"), "input.name unstorable_text"],
    ["name a number", callWith(1), "input.name invalid_type"],
  ];
}

function badIdempotencyKeys(callWith: (idempotencyKey: unknown) => object): BadCall[] {
  return [
    ["idempotencyKey empty", callWith(""), "input.idempotencyKey empty"],
    ["idempotencyKey too long", callWith(LONG(256)), "input.idempotencyKey too_long"],
    ["idempotencyKey with half a character", callWith("\ud800"), "input.idempotencyKey unstorable_text"],
  ];
}

describe("saveWorkflow", () => {
  const save = (more: object): object => ({ i: { document: { key: "new", name: "New", steps: [BELL], ...more } } });
  const AT = "input.document";
  refuses(current, mutation("saveWorkflow", "SaveWorkflowInput!"), [
    ["no document", { i: {} }, `${AT} required`],
    ["a document that is a text", { i: { document: "{}" } }, `${AT} invalid_value`],
    ["an empty document", { i: { document: {} } }, `${AT}.key required`, `${AT}.name required`, `${AT}.steps required`],
    ["an unknown field", save({ colour: "red" }), `${AT}.colour unknown_key`],
    ["a key with a space", save({ key: "a b" }), `${AT}.key invalid_format`],
    ["a key too long", save({ key: LONG(256) }), `${AT}.key too_long`],
    ["a name of the wrong type", save({ name: 1 }), `${AT}.name wrong_type`],
    ["steps of the wrong type", save({ steps: {} }), `${AT}.steps wrong_type`],
    [
      "a step of no type",
      save({ steps: [BELL, { ...BELL, ref: "b", type: "fax" }] }),
      `${AT}.steps.1.type unknown_step_type`,
    ],
    ["two steps of one ref", save({ steps: [BELL, BELL] }), `${AT}.steps.1.ref duplicate`],
    [
      "a channel that does not exist",
      save({ steps: [{ ...BELL, channelKey: "none" }] }),
      `${AT}.steps.0.channelKey unknown_channel`,
    ],
    [
      "a template that does not parse",
      save({ steps: [{ ...BELL, template: { markdown: "{{ x" } }] }),
      `${AT}.steps.0.template.markdown invalid_template`,
    ],
    ["a document too large", save({ description: LONG(2 * 1024 * 1024) }), `${AT} too_large`],
    ...forbiddenJson(`${AT}.dataSchema`, (dataSchema) => save({ dataSchema })),
  ]);
});

describe("commitWorkflow", () => {
  const commit = (more: object): object => ({ i: { workflowKey: "unsaved", ...more } });
  refuses(current, mutation("commitWorkflow", "CommitWorkflowInput!"), [
    ["nothing", { i: {} }, "input.workflowKey required"],
    ["a workflow that does not exist", commit({}), "NOT_FOUND input.workflowKey workflow_missing"],
    ["a workflow with \\u0000", commit({ workflowKey: "\0" }), "input.workflowKey unstorable_text"],
    ["a message too long", commit({ message: LONG(1025) }), "input.message too_long"],
  ]);
});

describe("revertWorkflow", () => {
  const revert = (more: object): object => ({ i: { workflowKey: "plain", version: 1, ...more } });
  refuses(current, mutation("revertWorkflow", "RevertWorkflowInput!"), [
    ["no version", { i: { workflowKey: "plain" } }, "input.version required"],
    ["a version that is a text", revert({ version: "1" }), "input.version invalid_type"],
    ["a version with a fraction", revert({ version: 1.5 }), "input.version invalid_type"],
    ["a version that does not exist", revert({ version: 99 }), "NOT_FOUND input.version version_missing"],
    ["a negative version", revert({ version: -1 }), "NOT_FOUND input.version version_missing"],
    ["a message with \\u0000", revert({ message: "\0" }), "input.message unstorable_text"],
    ["a workflow that does not exist", revert({ workflowKey: "gone" }), "NOT_FOUND input.workflowKey workflow_missing"],
  ]);
});

describe("discardWorkflowDraft", () => {
  refuses(current, mutation("discardWorkflowDraft", "DiscardWorkflowDraftInput!"), [
    ["nothing", { i: {} }, "input.workflowKey required"],
    ["a workflow that does not exist", { i: { workflowKey: "gone" } }, "NOT_FOUND input.workflowKey workflow_missing"],
    ["a workflow with \\u0000", { i: { workflowKey: "\0" } }, "input.workflowKey unstorable_text"],
  ]);
});

describe("setWorkflowActive", () => {
  refuses(current, mutation("setWorkflowActive", "SetWorkflowActiveInput!"), [
    ["isActive of the wrong type", { i: { workflowKey: "plain", isActive: "no" } }, "input.isActive invalid_type"],
    [
      "a workflow that does not exist",
      { i: { workflowKey: "none", isActive: true } },
      "NOT_FOUND input.workflowKey workflow_missing",
    ],
  ]);
});

describe("createSigningKey", () => {
  const key = (publicKey: unknown, more: object = {}): object => ({ i: { publicKey, ...more } });
  const pair = generateKeyPairSync("ed25519");
  const spki = pair.publicKey.export({ type: "spki", format: "pem" });
  refuses(current, mutation("createSigningKey", "CreateSigningKeyInput!"), [
    ["nothing", { i: {} }, "input.publicKey required"],
    ["no key at all", key("x"), "input.publicKey invalid_key"],
    ["an empty key", key(""), "input.publicKey invalid_key"],
    ["a key too long", key(LONG(16_385)), "input.publicKey too_long"],
    ["a private key", key(pair.privateKey.export({ type: "pkcs8", format: "pem" })), "input.publicKey private_key"],
    [
      "a JWK with prototype keys",
      key('{ "__proto__": { "polluted": 1 }, "kty": "RSA" }'),
      "input.publicKey invalid_key",
    ],
    [
      "a curve that is not supported",
      key(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ type: "spki", format: "pem" })),
      "input.publicKey unsupported_key",
    ],
    ...badNames((name) => key(spki, { name })),
  ]);
});

describe("createApiKey", () => {
  const key = (more: object): object => ({ i: { kind: "SECRET", ...more } });
  refuses(current, mutation("createApiKey", "CreateApiKeyInput!"), [
    ["nothing", { i: {} }, "input.kind required"],
    ["a kind of no enum", key({ kind: "ROOT" }), "input.kind invalid_value"],
    ...badNames((name) => key({ name })),
    ...badIdempotencyKeys((idempotencyKey) => key({ idempotencyKey })),
  ]);
});

describe("revokeApiKey", () => {
  const unknown = `key_${"0".repeat(32)}`;
  refuses(current, mutation("revokeApiKey", "RevokeApiKeyInput!"), [
    ["nothing", { i: {} }, "input.id required"],
    ["an id of no key", { i: { id: "x" } }, "NOT_FOUND input.id key_missing"],
    ["an id that is unknown", { i: { id: unknown } }, "NOT_FOUND input.id key_missing"],
  ]);
});

describe("revokeSigningKey", () => {
  refuses(current, mutation("revokeSigningKey", "RevokeSigningKeyInput!"), [
    ["nothing", { i: {} }, "input.keyId required"],
    ["a key that is unknown", { i: { keyId: "x" } }, "NOT_FOUND input.keyId key_missing"],
  ]);
});

const AT_FIRST = "input.providers.0";
const SMTP = { from: { address: "a@b.example" }, host: "mail.b.example", port: 587 };
const resend = (settings: unknown): object[] => [{ providerKey: "resend", settings }];

const BAD_PROVIDERS: [what: string, providers: unknown, ...issues: string[]][] = [
  [
    "a provider that does not exist",
    [{ providerKey: "pigeon", settings: {} }],
    `${AT_FIRST}.providerKey unknown_provider`,
  ],
  [
    "a provider of another type",
    [{ providerKey: "twilio", settings: {} }],
    `${AT_FIRST}.providerKey wrong_channel_type`,
  ],
  [
    "a provider of an in-app channel",
    [{ providerKey: "mailbox", settings: {} }],
    `${AT_FIRST}.providerKey wrong_channel_type`,
  ],
  [
    "too many providers",
    Array.from({ length: 6 }, () => ({ providerKey: "mailbox", settings: {} })),
    "input.providers too_many",
  ],
  ["settings left out", [{ providerKey: "resend" }], `${AT_FIRST}.settings required`],
  ["settings that are a text", resend("re_1"), `${AT_FIRST}.settings invalid_value`],
  ["no setting", resend({}), `${AT_FIRST}.settings.from required`, `${AT_FIRST}.settings.apiKey required`],
  [
    "a setting of the wrong type, and an unknown one",
    resend({ from: { address: "a@b.example" }, apiKey: 1, colour: "red" }),
    `${AT_FIRST}.settings.colour unknown_key`,
    `${AT_FIRST}.settings.apiKey invalid_type`,
  ],
  [
    "a sender that is no address",
    resend({ from: { address: "not an address" }, apiKey: "re_1" }),
    `${AT_FIRST}.settings.from.address invalid_format`,
  ],
  [
    "a port of no mail server",
    [{ providerKey: "smtp", settings: { ...SMTP, port: 22 } }],
    `${AT_FIRST}.settings.port invalid_value`,
  ],
  [
    "a user without a password",
    [{ providerKey: "smtp", settings: { ...SMTP, user: "u" } }],
    `${AT_FIRST}.settings no_password`,
  ],
];

describe("createChannel", () => {
  const channel = (more: object): object => ({ i: { channelKey: "new", type: "IN_APP", name: "New", ...more } });
  refuses(current, mutation("createChannel", "CreateChannelInput!"), [
    ["nothing", { i: {} }, "input.channelKey required", "input.type required", "input.name required"],
    ["a key with a space", channel({ channelKey: "a b" }), "input.channelKey invalid_format"],
    ["a key that is empty", channel({ channelKey: "" }), "input.channelKey invalid_format"],
    ["a key too long", channel({ channelKey: LONG(64) }), "input.channelKey invalid_format"],
    ["a key that is there", channel({ channelKey: "in-app" }), "CONFLICT input.channelKey taken"],
    ...BAD_PROVIDERS.map(([what, providers, ...issues]): BadCall => {
      const type = what.includes("in-app") ? "IN_APP" : "EMAIL";
      return [what, channel({ type, providers }), ...issues];
    }),
    ["isSandbox a text", channel({ isSandbox: "yes" }), "input.isSandbox invalid_type"],
    ["onUncertain of no enum", channel({ onUncertain: "HOPE" }), "input.onUncertain invalid_value"],
    ["a type of no enum", channel({ type: "FAX" }), "input.type invalid_value"],
    ["a name that is empty", channel({ name: " " }), "input.name empty"],
    ...badNames((name) => channel({ name })),
    ...badIdempotencyKeys((idempotencyKey) => channel({ idempotencyKey })),
  ]);
});

describe("updateChannel", () => {
  const change = (more: object): object => ({ i: { channelKey: "in-app", ...more } });
  refuses(current, mutation("updateChannel", "UpdateChannelInput!"), [
    ["nothing", { i: {} }, "input.channelKey required"],
    ["a channel that does not exist", change({ channelKey: "none" }), "NOT_FOUND input.channelKey unknown_channel"],
    ["isDefault false", change({ isDefault: false }), "input.isDefault invalid_value"],
    ["a name that is empty", change({ name: " " }), "input.name empty"],
    [
      "a provider of an in-app channel",
      change({ providers: resend({}) }),
      `${AT_FIRST}.providerKey wrong_channel_type`,
    ],
    ...badNames((name) => change({ name })),
  ]);
});

describe("resendMessages", () => {
  refuses(current, mutation("resendMessages", "ResendMessagesInput!"), [
    ["nothing", { i: {} }, "input one_of"],
    ["both", { i: { filter: {}, ids: [] } }, "input one_of"],
    ["101 ids", { i: { ids: Array(101).fill("x") } }, "input.ids too_many"],
    ["a negative age", { i: { filter: {}, maxAgeSeconds: -1 } }, "input.maxAgeSeconds invalid_value"],
    [
      "21 reasons",
      { i: { filter: { undeliveredReasons: Array(21).fill("gone") } } },
      "input.filter.undeliveredReasons too_many",
    ],
  ]);
});

describe("recallMessages", () => {
  refuses(current, mutation("recallMessages", "RecallMessagesInput!"), [
    ["nothing", { i: {} }, "input one_of"],
    ["101 ids", { i: { ids: Array(101).fill("x") } }, "input.ids too_many"],
  ]);
});

describe("resumeChannel", () => {
  refuses(current, mutation("resumeChannel", "ResumeChannelInput!"), [
    ["nothing", { i: {} }, "input.channelKey required"],
    ["an unknown channel", { i: { channelKey: "nobody" } }, "NOT_FOUND input.channelKey unknown_channel"],
  ]);
});

describe("deleteChannel", () => {
  refuses(current, mutation("deleteChannel", "DeleteChannelInput!"), [
    ["nothing", { i: {} }, "input.channelKey required"],
    ["a key with \\u0000", { i: { channelKey: "\0" } }, "input.channelKey unstorable_text"],
  ]);
});

describe("updateEnvironment", () => {
  const change = (more: object): object => ({ i: { environmentKey: "test", ...more } });
  refuses(current, mutation("updateEnvironment", "UpdateEnvironmentInput!"), [
    ["nothing", { i: {} }, "input.environmentKey required"],
    ["another environment", change({ environmentKey: "other" }), "NOT_FOUND input.environmentKey environment_missing"],
    ["a scheme with a colon", change({ linkSchemes: ["ok", "myapp:"] }), "input.linkSchemes.1 invalid_format"],
    ["a scheme that runs code", change({ linkSchemes: ["JavaScript"] }), "input.linkSchemes.0 unsafe_scheme"],
    ["a scheme that forges content", change({ linkSchemes: ["data"] }), "input.linkSchemes.0 unsafe_scheme"],
    ["a scheme that reads files", change({ linkSchemes: ["file"] }), "input.linkSchemes.0 unsafe_scheme"],
    ["too many", change({ linkSchemes: Array.from({ length: 21 }, (_, n) => `s${n}`) }), "input.linkSchemes too_many"],
  ]);
});

describe("createEnvironment", () => {
  const environment = (more: object): object => ({ i: { key: "new", name: "New", ...more } });
  refuses(current, mutation("createEnvironment", "CreateEnvironmentInput!"), [
    ["nothing", { i: {} }, "input.key required", "input.name required"],
    ["a key with a capital", environment({ key: "New" }), "input.key invalid_format"],
    ["a key too long", environment({ key: LONG(64) }), "input.key invalid_format"],
    ["a key that is there", environment({ key: "test" }), "CONFLICT input.key taken"],
    ["isDevelopment null", environment({ isDevelopment: null }), "input.isDevelopment required"],
    ...badNames((name) => environment({ name })),
    ...badIdempotencyKeys((idempotencyKey) => environment({ idempotencyKey })),
  ]);
});
