import { generateKeyPairSync } from "node:crypto";

/** The answer that a caller gets: data, null, or an error with this code. */
export type Outcome = "ok" | "null" | "FORBIDDEN" | "UNAUTHENTICATED" | "BAD_USER_INPUT" | "NOT_FOUND";

export interface Row {
  /** The arguments of a call about ada's own data, or about the whole environment. */
  args: () => string;
  /** The answer for the user ada. */
  user: Outcome;
  /** The same call about bob's data, and the answer for ada. */
  others?: { args: () => string; user: Outcome };
  /** The answer for the environment's own key. Default: `ok`, or `null` where it is that of the caller. */
  own?: Outcome;
  /** The answer for callers without good credentials. Default: `UNAUTHENTICATED`. */
  nobody?: Outcome;
  /**
   * The answer for the secret key of another environment. `ok` acts on that environment's things with the same names.
   */
  foreign: Outcome;
}

/** Ids that a test found, by name. */
export const ids: Record<string, string> = {};

const secretOnly = (args: () => string, foreign: Outcome): Row => ({ args, user: "FORBIDDEN", foreign });
/** For people only: the account belongs to no environment, and so to no key. */
const peopleOnly = (args: () => string): Row => ({ args, user: "FORBIDDEN", own: "FORBIDDEN", foreign: "FORBIDDEN" });
const nothing = (): string => "";
const id = (name: string): string => JSON.stringify(ids[name] ?? "");

/** One row per root field. A field without a row fails the test. */
export const QUERIES: Record<string, Row> = {
  apiKeys: secretOnly(nothing, "ok"),
  auditEntries: peopleOnly(nothing),
  backlog: secretOnly(nothing, "ok"),
  channels: secretOnly(nothing, "ok"),
  checkWorkflow: secretOnly(() => '(input: { document: { key: "new", name: "New", steps: [] } })', "ok"),
  deadLetters: secretOnly(nothing, "ok"),
  defaultPreferences: secretOnly(nothing, "ok"),
  deliveryHealth: secretOnly(nothing, "ok"),
  environment: secretOnly(nothing, "ok"),
  environments: secretOnly(nothing, "ok"),
  explain: secretOnly(() => '(input: { workflowKey: "plain", recipient: { userId: "bob" } })', "NOT_FOUND"),
  feed: {
    args: () => '(recipient: { userId: "ada" })',
    user: "ok",
    others: { args: () => '(recipient: { userId: "bob" })', user: "FORBIDDEN" },
    foreign: "ok",
  },
  members: peopleOnly(nothing),
  messages: secretOnly(nothing, "ok"),
  node: {
    args: () => `(id: ${id("ada")})`,
    user: "ok",
    others: { args: () => `(id: ${id("bobs message")})`, user: "null" },
    foreign: "null",
  },
  nodes: {
    args: () => `(ids: [${id("ada")}, ${id("message")}])`,
    user: "ok",
    others: { args: () => `(ids: [${id("bobs message")}, ${id("run")}])`, user: "ok" },
    foreign: "ok",
  },
  object: { args: () => '(collection: "docs", objectId: "d")', user: "ok", foreign: "null" },
  objects: secretOnly(nothing, "ok"),
  preferenceLayers: secretOnly(() => '(recipient: { userId: "bob" })', "ok"),
  preferenceVerdicts: secretOnly(() => '(recipient: { userId: "bob" })', "ok"),
  previewTemplate: secretOnly(
    () =>
      '(input: { workflowKey: "plain", channelKey: "in-app", template: { markdown: "Hi" }, recipient: { userId: "bob" } })',
    "ok",
  ),
  providers: secretOnly(nothing, "ok"),
  // The caller's own limit; null, because the test server has no limits.
  rateLimit: { args: nothing, user: "null", own: "null", nobody: "null", foreign: "null" },
  run: secretOnly(() => `(id: ${id("run")})`, "null"),
  runs: secretOnly(nothing, "ok"),
  stats: secretOnly(() => "(input: { range: {}, interval: DAY })", "ok"),
  suppressions: secretOnly(nothing, "ok"),
  // A key has none.
  session: { ...secretOnly(nothing, "null"), own: "null" },
  sessions: peopleOnly(nothing),
  signingKeys: secretOnly(nothing, "ok"),
  simulate: secretOnly(
    () => '(input: { workflowKey: "plain", triggers: [{ recipients: [{ to: { userId: "bob" } }] }] })',
    "NOT_FOUND",
  ),
  tenant: secretOnly(() => '(tenantId: "t")', "null"),
  tenants: secretOnly(nothing, "ok"),
  trigger: secretOnly(() => `(id: ${id("trigger")})`, "null"),
  triggers: secretOnly(nothing, "ok"),
  user: {
    args: () => '(userId: "ada")',
    user: "ok",
    others: { args: () => '(userId: "bob")', user: "ok" },
    foreign: "null",
  },
  users: secretOnly(nothing, "ok"),
  variableScope: secretOnly(() => '(workflowKey: "plain", stepRef: "bell")', "NOT_FOUND"),
  viewer: { args: nothing, user: "ok", own: "null", foreign: "null" },
  workflow: secretOnly(() => '(workflowKey: "plain")', "null"),
  workflows: secretOnly(nothing, "ok"),
};

const RECIPIENTS = 'recipients: [{ to: { userId: "ada" } }]';

/** In the order in which the environment's own key calls them: deletions come last. */
export const MUTATIONS: Record<string, Row> = {
  identify: {
    args: () => '(input: { userId: "ada", name: "Ada" })',
    user: "ok",
    others: { args: () => '(input: { userId: "bob", name: "hacked" })', user: "FORBIDDEN" },
    foreign: "ok",
  },
  setPreferences: {
    args: () => '(input: { recipient: { userId: "ada" }, commercialSubscribed: false })',
    user: "ok",
    others: { args: () => '(input: { recipient: { userId: "bob" }, commercialSubscribed: false })', user: "FORBIDDEN" },
    foreign: "ok",
  },
  setChannelData: {
    args: () => '(input: { channelKey: "devices", recipient: { userId: "ada" }, data: { tokens: ["a"] } })',
    user: "ok",
    others: {
      args: () => '(input: { channelKey: "devices", recipient: { userId: "bob" }, data: { tokens: ["a"] } })',
      user: "FORBIDDEN",
    },
    foreign: "BAD_USER_INPUT",
  },
  unsetChannelData: {
    args: () => '(input: { channelKey: "devices", recipient: { userId: "ada" }, tokens: ["b"] })',
    user: "ok",
    others: { args: () => '(input: { channelKey: "devices", recipient: { userId: "bob" } })', user: "FORBIDDEN" },
    foreign: "BAD_USER_INPUT",
  },
  markMessages: {
    args: () => `(input: { ids: [${id("message")}], mark: READ })`,
    user: "ok",
    others: { args: () => `(input: { ids: [${id("bobs message")}], mark: READ })`, user: "ok" },
    foreign: "ok",
  },
  snoozeMessages: {
    args: () => `(input: { ids: [${id("message")}], until: "2020-01-01T00:00:00.000Z" })`,
    user: "ok",
    others: { args: () => `(input: { ids: [${id("bobs message")}], until: "2020-01-01T00:00:00.000Z" })`, user: "ok" },
    foreign: "ok",
  },
  unsnoozeMessages: {
    args: () => `(input: { ids: [${id("message")}] })`,
    user: "ok",
    others: { args: () => `(input: { ids: [${id("bobs message")}] })`, user: "ok" },
    foreign: "ok",
  },
  pinMessages: {
    args: () => `(input: { ids: [${id("message")}] })`,
    user: "ok",
    others: { args: () => `(input: { ids: [${id("bobs message")}] })`, user: "ok" },
    foreign: "ok",
  },
  unpinMessages: {
    args: () => `(input: { ids: [${id("message")}] })`,
    user: "ok",
    others: { args: () => `(input: { ids: [${id("bobs message")}] })`, user: "ok" },
    foreign: "ok",
  },
  markFeed: {
    args: () => '(input: { recipient: { userId: "ada" }, mark: SEEN })',
    user: "ok",
    others: { args: () => '(input: { recipient: { userId: "bob" }, mark: READ })', user: "FORBIDDEN" },
    foreign: "ok",
  },
  undoMarkFeed: {
    args: () => '(input: { recipient: { userId: "ada" }, markedAt: "2020-01-01T00:00:00.000Z" })',
    user: "ok",
    others: {
      args: () => '(input: { recipient: { userId: "bob" }, markedAt: "2020-01-01T00:00:00.000Z" })',
      user: "FORBIDDEN",
    },
    foreign: "ok",
  },
  notify: secretOnly(() => `(input: { workflowKey: "plain", ${RECIPIENTS} })`, "NOT_FOUND"),
  notifyMany: secretOnly(() => `(input: { items: [{ workflowKey: "plain", ${RECIPIENTS} }] })`, "ok"),
  cancel: secretOnly(() => '(input: { workflowKey: "slow", cancellationKey: "c" })', "NOT_FOUND"),
  sendTestMessage: secretOnly(() => '(input: { channelKey: "mailed", to: { userId: "ada" } })', "NOT_FOUND"),
  saveWorkflow: secretOnly(() => '(input: { document: { key: "new", name: "New", steps: [] } })', "ok"),
  commitWorkflow: secretOnly(() => '(input: { workflowKey: "draft" })', "NOT_FOUND"),
  discardWorkflowDraft: secretOnly(() => '(input: { workflowKey: "draft" })', "NOT_FOUND"),
  revertWorkflow: secretOnly(() => '(input: { workflowKey: "slow", version: 1 })', "NOT_FOUND"),
  setWorkflowActive: secretOnly(() => '(input: { workflowKey: "slow", isActive: false })', "NOT_FOUND"),
  setDefaultPreferences: secretOnly(() => "(input: { commercialSubscribed: false })", "ok"),
  setObject: secretOnly(() => '(input: { collection: "docs", objectId: "d", name: "D" })', "ok"),
  setTenant: secretOnly(() => '(input: { tenantId: "t", name: "T" })', "ok"),
  subscribe: secretOnly(
    () => '(input: { object: { collection: "docs", objectId: "d" }, recipients: [{ userId: "bob" }] })',
    "ok",
  ),
  unsubscribe: secretOnly(
    () => '(input: { object: { collection: "docs", objectId: "d" }, recipients: [{ userId: "ada" }] })',
    "ok",
  ),
  createApiKey: secretOnly(() => '(input: { kind: PUBLIC, name: "x" })', "ok"),
  setJwksUrl: secretOnly(() => "(input: { url: null })", "ok"),
  createChannel: secretOnly(() => '(input: { channelKey: "second", type: IN_APP, name: "Second" })', "ok"),
  updateChannel: secretOnly(() => '(input: { channelKey: "second", name: "Other" })', "ok"),
  recallMessages: secretOnly(() => "(input: { ids: [] })", "ok"),
  resendMessages: secretOnly(() => "(input: { filter: {} })", "ok"),
  checkChannel: secretOnly(() => '(input: { channelKey: "second" })', "ok"),
  resumeChannel: secretOnly(() => '(input: { channelKey: "second" })', "ok"),
  rotateCallbackSecret: secretOnly(() => '(input: { channelKey: "in-app" })', "ok"),
  addSuppression: secretOnly(() => '(input: { channelType: EMAIL, address: "a@example.com" })', "ok"),
  liftSuppression: secretOnly(() => '(input: { channelType: EMAIL, address: "a@example.com" })', "ok"),
  deleteChannel: secretOnly(() => '(input: { channelKey: "second" })', "ok"),
  createSigningKey: secretOnly(() => `(input: { publicKey: ${JSON.stringify(newPublicKey())} })`, "ok"),
  deleteObject: secretOnly(() => '(input: { collection: "docs", objectId: "d" })', "ok"),
  deleteTenant: secretOnly(() => '(input: { tenantId: "t" })', "ok"),
  deleteUser: secretOnly(() => '(input: { userId: "bob" })', "ok"),
  revokeSigningKey: secretOnly(() => `(input: { keyId: ${id("spare signing key")} })`, "NOT_FOUND"),
  revokeApiKey: secretOnly(() => `(input: { id: ${id("spare key")} })`, "NOT_FOUND"),
};
MUTATIONS["inviteMember"] = peopleOnly(() => '(input: { email: "new@example.com", role: READER })');
MUTATIONS["removeMember"] = peopleOnly(() => `(input: { memberId: ${id("member")} })`);
MUTATIONS["revokeSession"] = peopleOnly(() => `(input: { sessionId: ${id("session")} })`);
MUTATIONS["setMemberRole"] = peopleOnly(() => `(input: { memberId: ${id("member")}, role: OWNER })`);
let environmentCount = 0;
// Each call creates an environment with another name, because a name may be used once. A created environment cannot
// create others.
MUTATIONS["createEnvironment"] = secretOnly(
  () => `(input: { key: "more-${++environmentCount}", name: "More" })`,
  "FORBIDDEN",
);
MUTATIONS["changeRuns"] = secretOnly(() => "(input: { action: WAKE, filter: {} })", "ok");
MUTATIONS["archiveWorkflow"] = secretOnly(() => '(input: { workflowKey: "slow", cancelsRuns: true })', "NOT_FOUND");
MUTATIONS["promoteWorkflow"] = secretOnly(() => '(input: { workflowKey: "plain" })', "NOT_FOUND");
MUTATIONS["updateEnvironment"] = secretOnly(() => '(input: { environmentKey: "test", linkSchemes: [] })', "NOT_FOUND");

export function newPublicKey(): string {
  return generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }).toString();
}
