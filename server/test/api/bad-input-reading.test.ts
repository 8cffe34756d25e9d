import { describe } from "@jest/globals";
import {
  badIds,
  forbiddenJson,
  LONG,
  mutation,
  refuses,
  refusesLive,
  useServer,
  type BadCall,
} from "../support/bad-input.js";

const current = useServer();

const BAD_PAGES: BadCall[] = [
  ["first 0", { first: 0 }, "first out_of_range"],
  ["first -1", { first: -1 }, "first out_of_range"],
  ["first 101", { first: 101 }, "first out_of_range"],
  ["first beyond 32 bits", { first: 2 ** 31 }, "first invalid_type"],
  ["first a fraction", { first: 1.5 }, "first invalid_type"],
  ["first a text", { first: "1" }, "first invalid_type"],
  ["last 0", { last: 0 }, "last out_of_range"],
  ["last 101", { last: 101 }, "last out_of_range"],
  ["both first and last", { first: 1, last: 1 }, "last conflict"],
  ["after empty", { after: "" }, "after bad_cursor"],
  ["after of no list", { after: "abc" }, "after bad_cursor"],
  ["after very long", { after: LONG(3000) }, "after bad_cursor"],
  ["after with \\u0000", { after: "\0" }, "after unstorable_text"],
  ["before of no list", { before: "abc" }, "before bad_cursor"],
];

describe.each([
  "apiKeys",
  "channels",
  "messages",
  "objects",
  "runs",
  "signingKeys",
  "tenants",
  "triggers",
  "users",
  "workflows",
])("a page of %s", (list) => {
  const page = "first: $first, last: $last, after: $after, before: $before";
  const query = `query($first: Int, $last: Int, $after: String, $before: String) { ${list}(${page}) { nodes { __typename } } }`;
  refuses(current, query, BAD_PAGES);
});

describe("a page of a feed", () => {
  const query = `query($first: Int, $last: Int, $after: String, $before: String, $filter: FeedFilterInput) {
    feed(recipient: { userId: "ada" }) { items(first: $first, last: $last, after: $after, before: $before, filter: $filter) { nodes { id } } } }`;
  refuses(current, query, [
    ...BAD_PAGES,
    ["archived of no enum", { filter: { archived: "SOME" } }, "filter.archived invalid_value"],
    ["archived null", { filter: { archived: null } }, "filter.archived required"],
    ["isRead of the wrong type", { filter: { isRead: 1 } }, "filter.isRead invalid_type"],
    ["a null among categories", { filter: { categories: [null] } }, "filter.categories.0 required"],
    ["a category with \\u0000", { filter: { categories: ["\0"] } }, "filter.categories.0 unstorable_text"],
    [
      "a workflow with half a character",
      { filter: { workflowKeys: ["a", "\ud800"] } },
      "filter.workflowKeys.1 unstorable_text",
    ],
    ...forbiddenJson("filter.data", (data) => ({ filter: { data } })),
  ]);
});

describe("feed", () => {
  refuses(
    current,
    "query($r: RecipientRefInput, $c: String, $t: ID) { feed(recipient: $r, channelKey: $c, tenantId: $t) { id } }",
    [
      ["nobody's", {}, "recipient required"],
      ["a recipient of no kind", { r: {} }, "recipient one_of"],
      [
        "a recipient of two kinds",
        { r: { userId: "a", object: { collection: "c", objectId: "o" } } },
        "recipient one_of",
      ],
      ...badIds("recipient.userId", (userId) => ({ r: { userId } })),
      ["a channel that does not exist", { r: { userId: "ada" }, c: "none" }, "channelKey unknown_channel"],
      ...badIds("tenantId", (t) => ({ r: { userId: "ada" }, t })),
    ],
  );
});

describe("messages", () => {
  refuses(current, "query($f: MessageFilterInput) { messages(filter: $f) { nodes { id } } }", [
    ["a status of no enum", { f: { deliveryStatus: "LOST" } }, "filter.deliveryStatus invalid_value"],
    ["a recipient of no kind", { f: { recipient: {} } }, "filter.recipient one_of"],
    ["a workflow too long", { f: { workflowKey: LONG(1025) } }, "filter.workflowKey too_long"],
    ...badIds("filter.tenantId", (tenantId) => ({ f: { tenantId } })),
  ]);
});

describe("node and nodes", () => {
  refuses(current, "query($id: ID!) { node(id: $id) { id } }", [
    ["no id", {}, "id required"],
    ["an id that is a list", { id: ["a"] }, "id invalid_type"],
    ["an id with \\u0000", { id: "usr_\0" }, "id unstorable_text"],
  ]);
  refuses(current, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", [
    ["101 ids", { ids: Array(101).fill("usr_x") }, "ids too_many"],
    ["a null among the ids", { ids: ["a", null] }, "ids.1 required"],
    ["half a character in an id", { ids: ["a", "\ud800"] }, "ids.1 unstorable_text"],
  ]);
});

describe("one by the customer's id", () => {
  refuses(current, "query($id: ID!) { user(userId: $id) { id } }", badIdsOf("userId"));
  refuses(current, "query($id: ID!) { tenant(tenantId: $id) { id } }", badIdsOf("tenantId"));
  refuses(current, 'query($id: ID!) { object(collection: "docs", objectId: $id) { id } }', badIdsOf("objectId"));
});

describe("markMessages", () => {
  const acted = (metadata: unknown): object => ({ i: { ids: ["msg_x"], mark: "INTERACTED", metadata } });
  refuses(current, mutation("markMessages", "MarkMessagesInput!"), [
    ["nothing", { i: {} }, "input.ids required", "input.mark required"],
    ["no ids", { i: { ids: [], mark: "READ" } }, "input.ids out_of_range"],
    ["101 ids", { i: { ids: Array(101).fill("msg_x"), mark: "READ" } }, "input.ids out_of_range"],
    ["an id with \\u0000", { i: { ids: ["a", "\0"], mark: "READ" } }, "input.ids.1 unstorable_text"],
    ["a mark of no enum", { i: { ids: ["msg_x"], mark: "READD" } }, "input.mark invalid_value"],
    [
      "metadata with another mark",
      { i: { ids: ["msg_x"], mark: "READ", metadata: { a: 1 } } },
      "input.metadata not_allowed",
    ],
    ["metadata of six pairs", acted({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }), "input.metadata too_complex"],
    ["metadata within metadata", acted({ a: { b: 1 } }), "input.metadata too_complex"],
    ["metadata too large", acted({ a: LONG(4096) }), "input.metadata too_large"],
    ...forbiddenJson("input.metadata", acted),
  ]);
});

describe("markFeed", () => {
  const marks = (more: object): object => ({ i: { recipient: { userId: "ada" }, mark: "READ", ...more } });
  refuses(current, mutation("markFeed", "MarkFeedInput!"), [
    ["nobody's", { i: { mark: "READ" } }, "input.recipient required"],
    ["no mark", marks({ mark: null }), "input.mark required"],
    ["a mark of no enum", marks({ mark: "READD" }), "input.mark invalid_value"],
    ["a channel that does not exist", marks({ channelKey: "none" }), "input.channelKey unknown_channel"],
    ...badVersions("input.upToVersion", (upToVersion) => marks({ upToVersion })),
    ["a filter of the wrong type", marks({ filter: { isRead: "no" } }), "input.filter.isRead invalid_type"],
    ...badIds("input.tenantId", (tenantId) => marks({ tenantId })),
    ...forbiddenJson("input.filter.data", (data) => marks({ filter: { data } })),
  ]);
});

describe("feedChanged", () => {
  const query = `subscription($r: RecipientRefInput, $c: String, $t: ID, $f: FeedFilterInput, $v: FeedVersion) {
    feedChanged(recipient: $r, channelKey: $c, tenantId: $t, filter: $f, afterVersion: $v) { isReset } }`;
  const watches = (more: object): object => ({ r: { userId: "ada" }, ...more });
  refusesLive(current, query, [
    ["nobody's", {}, "recipient required"],
    ["a channel that does not exist", watches({ c: "none" }), "channelKey unknown_channel"],
    ["a filter of the wrong type", watches({ f: { isRead: "no" } }), "filter.isRead invalid_type"],
    ...badIds("tenantId", (t) => watches({ t })),
    ...badVersions("afterVersion", (v) => watches({ v })),
    ...forbiddenJson("filter.data", (data) => watches({ f: { data } })),
  ]);
});

describe("simulate", () => {
  const simulate = (more: object): object => ({
    i: { workflowKey: "plain", triggers: [{ recipients: [{ to: { userId: "ada" } }] }], ...more },
  });
  const trigger = (more: object): object =>
    simulate({ triggers: [{ recipients: [{ to: { userId: "ada" } }], ...more }] });
  refuses(current, "query($i: SimulateInput!) { simulate(input: $i) { __typename } }", [
    ["neither workflow nor document", simulate({ workflowKey: null }), "input one_of"],
    ["both workflow and document", simulate({ document: {} }), "input one_of"],
    [
      "a workflow that does not exist",
      simulate({ workflowKey: "none" }),
      "NOT_FOUND input.workflowKey workflow_missing",
    ],
    ["no triggers", simulate({ triggers: [] }), "input.triggers out_of_range"],
    [
      "101 triggers",
      simulate({ triggers: Array(101).fill({ recipients: [{ to: { userId: "a" } }] }) }),
      "input.triggers out_of_range",
    ],
    ["a start that is no instant", simulate({ startAt: "yesterday" }), "input.startAt invalid_value"],
    ["a start in the year 3000", simulate({ startAt: "3000-01-01T00:00:00.000Z" }), "input.startAt out_of_range"],
    ["afterSeconds negative", trigger({ afterSeconds: -1 }), "input.triggers.0.afterSeconds out_of_range"],
    ["afterSeconds huge", trigger({ afterSeconds: 1e12 }), "input.triggers.0.afterSeconds out_of_range"],
    ["afterSeconds inexact", trigger({ afterSeconds: 1e300 }), "input.triggers.0.afterSeconds inexact_number"],
    ["afterSeconds a text", trigger({ afterSeconds: "1" }), "input.triggers.0.afterSeconds invalid_type"],
    ["an unknown actor", trigger({ actor: { userId: "nobody" } }), "input.triggers.0.actor actor_missing"],
    [
      "a mark of an unknown step",
      simulate({ marks: [{ stepRef: "none", mark: "READ", recipient: { userId: "ada" } }] }),
      "input.marks.0.stepRef unknown_step",
    ],
    [
      "a cancel with an empty key",
      simulate({ cancels: [{ cancellationKey: "" }] }),
      "input.cancels.0.cancellationKey empty",
    ],
    ...forbiddenJson("input.triggers.0.data", (data) => trigger({ data })),
    ...forbiddenJson("input.document", (document) => simulate({ workflowKey: null, document })),
  ]);
});

function badIdsOf(field: string): BadCall[] {
  return badIds(field, (id) => ({ id }));
}

function badVersions(path: string, callWith: (version: unknown) => object): BadCall[] {
  const bad: [string, unknown][] = [
    ["a number", 1],
    ["empty", ""],
    ["too long", LONG(65)],
    ["one that was never issued", "abc"],
    ["without its zeros", "1-1"],
    ["with a sign", "-000000000000001-000000000001"],
    ["with other digits", "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١-٠٠٠٠٠٠٠٠٠٠٠١"],
    ["with a line break after it", "0000000000000001-000000000001\n"],
  ];
  return bad.map(([what, version]) => [`${path} ${what}`, callWith(version), `${path} invalid_value`]);
}
