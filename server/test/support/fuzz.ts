import fc from "fast-check";
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from "graphql";
import { cursorCodec } from "../../src/platform/paging/index.js";
import { selectAll } from "./select-all.js";

/** Patterns that no answer may contain: stacks, SQL, names of our files and of our dependencies. */
export const LEAKS =
  /\n\s+at |node_modules|\.(ts|js):\d+|syntax error at or near|violates|invalid input syntax|out of range for type|\brelation "|select .+ from |insert into |unnest\(|Cannot read propert|is not a function|ECONN|TypeORM|QueryFailed/;

/** One operation of a client. `variables` is JSON text, because objects cannot represent all of it. */
export interface Shot {
  query: string;
  variables: string;
  caller: "secret" | "user" | "nobody";
}

const LISTS = ["users", "objects", "tenants", "workflows", "triggers", "runs", "runs of a trigger", "messages", "feed"];
LISTS.push("activities", "api_keys", "signing_keys", "channels");
LISTS.push("subscriptions of an object", "subscriptions of a recipient");
const KEYS: (string | number)[][] = [
  [],
  [0],
  [-1],
  [2 ** 53 - 1],
  [1.5],
  ["\0"],
  ["\ud800"],
  ["0000-00-00T00:00:00.000Z", "00000000-0000-0000-0000-000000000000"],
  ["9999-12-31T23:59:59.999Z", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
  ["00000000-0000-0000-0000-000000000000", 99_999],
  [-(2 ** 53) + 1, "2026-01-01T00:00:00.000Z", "00000000-0000-0000-0000-000000000000"],
];
/** Cursors of a list with a valid checksum and contents that no list ever wrote. */
export function forged(list: string): string[] {
  return KEYS.map((key) => cursorCodec(list, (value): value is (string | number)[] => value.length >= 0).write(key));
}

const PROTOTYPES = ['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'];
PROTOTYPES.push('{"a":[{"b":{"__proto__":{"polluted":1}}}]}', '{"a":{"prototype":1}}');
const NASTY_JSON = [
  ...[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e308",
    "-1e308",
    "2147483648",
    "9007199254740993",
    '""',
    '"\\u0000"',
    "[]",
    "{}",
  ],
  ...[
    '"\\ud800"',
    '"x\\udc00y"',
    '"__proto__"',
    "[[[[]]]]",
    "[null]",
    '{"a":null}',
    '{"":1}',
    '{"\\u0000":1}',
    '"0"',
    '"-1"',
  ],
  ...['"9999-99-99T99:99:99Z"', '"0000-01-01T00:00:00.000Z"', '"275760-09-13T00:00:00.000Z"', '"2026-02-30T00:00:00Z"'],
  ...["'; drop table users; --", "{{ 1 | divided_by: 0 }}", "../../etc/passwd", "%00", "💥".repeat(100)].map((text) =>
    JSON.stringify(text),
  ),
  ...[
    "a".repeat(300),
    "a".repeat(70_000),
    "usr_",
    "msg_0000000000000000000000000000000",
    "0000000000000001-000000000001",
  ].map((text) => JSON.stringify(text)),
  ...["9".repeat(30), "9999999999999999-999999999999", "ada", "plain", "in-app", "docs", "t"].map((text) =>
    JSON.stringify(text),
  ),
  ...[50, 300, 3000].map((depth) => '{"a":'.repeat(depth) + "1" + "}".repeat(depth)),
  ...[50, 3000].map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  ...PROTOTYPES,
  ...LISTS.flatMap(forged).map((cursor) => JSON.stringify(cursor)),
];

/** Values that make sense, by the scalar's name. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  ID: ['"ada"', '"bob"', '"d"', '"t"', '"1"'],
  String: ['"ada"', '"plain"', '"slow"', '"docs"', '"in-app"', '"c"', '"x"'],
  Int: ["1", "5", "100"],
  Float: ["0", "1.5"],
  Boolean: ["true", "false"],
  DateTime: ['"2026-11-23T10:15:30.000Z"'],
  FeedVersion: ['"0000000000000001-000000000001"'],
  JSONObject: ['{"n":1}', '{"a":{"b":[1,"x",null]}}'],
  Condition: ['{"variable":"data.n","operator":"equal_to","argument":"1"}', '{"all":[]}'],
};

/** JSON text of a value for an input type: mostly valid, and sometimes another value in its place. */
function valueOf(type: GraphQLInputType, depth: number, nastiness: number): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(...NASTY_JSON);
  const json = fc.json({ maxDepth: 3 });
  return fc.oneof(
    { weight: 100 - nastiness, arbitrary: meantFor(type, depth, nastiness) },
    { weight: nastiness, arbitrary: nasty },
    { weight: Math.ceil(nastiness / 4), arbitrary: json },
  );
}

function meantFor(type: GraphQLInputType, depth: number, nastiness: number): fc.Arbitrary<string> {
  if (isNonNullType(type)) return valueOf(type.ofType, depth, nastiness);
  if (isListType(type)) {
    return fc.array(valueOf(type.ofType, depth, nastiness), { maxLength: 3 }).map((parts) => `[${parts.join(",")}]`);
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((value) => JSON.stringify(value.name)));
  if (!isInputObjectType(type)) return fc.constantFrom(...(MEANT[type.name] ?? ["1"]));
  if (depth === 0) return fc.constant("{}");

  const members = Object.values(type.getFields()).map((field) => {
    const value = valueOf(field.type, depth - 1, nastiness).map((text) => `${JSON.stringify(field.name)}:${text}`);
    return { field, value };
  });
  if (type.isOneOf) return fc.oneof(...members.map(({ value }) => value.map((text) => `{${text}}`)));
  const parts = members.map(({ field, value }) =>
    fc.option(value, { nil: null, freq: isNonNullType(field.type) ? 30 : 1 }),
  );
  return fc.tuple(...parts).map((found) => `{${found.filter((part) => part !== null).join(",")}}`);
}

function shotAt(
  schema: GraphQLSchema,
  kind: "query" | "mutation",
  field: GraphQLField<unknown, unknown>,
): fc.Arbitrary<Shot> {
  const declared = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(", ");
  const passed = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const select = selectAll(schema, getNamedType(field.type), 1);
  const call = field.args.length === 0 ? field.name : `${field.name}(${passed})`;
  const query = `${kind}${declared === "" ? "" : `(${declared})`} { ${call}${select} }`;
  const values = fc.constantFrom(2, 10, 40).chain((nastiness) => {
    const parts = field.args.map((arg) =>
      fc.option(
        valueOf(arg.type, 5, nastiness).map((text) => `${JSON.stringify(arg.name)}:${text}`),
        { nil: null, freq: 10 },
      ),
    );
    return fc.tuple(...parts).map((found) => `{${found.filter((part) => part !== null).join(",")}}`);
  });
  const caller = fc.constantFrom("secret", "secret", "secret", "user", "nobody" as const);
  return fc.record({ query: fc.constant(query), variables: values, caller });
}

/** Operations on any root field except those in `except`, with arguments that are mostly well-formed. */
export function shots(schema: GraphQLSchema, except: readonly string[]): fc.Arbitrary<Shot> {
  const roots = [
    ["query", schema.getQueryType()],
    ["mutation", schema.getMutationType()],
  ] as const;
  const all = roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter((field) => !except.includes(field.name))
      .map((field) => shotAt(schema, kind, field)),
  );
  return fc.oneof(...all);
}

/** A text with some of its characters replaced, doubled or removed. */
export function spoiled(text: string): fc.Arbitrary<string> {
  const scraps = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    '"',
    '"""',
    "$",
    ":",
    "!",
    "@",
    "...",
    "#",
    "\\",
    "\\u0000",
    "\0",
    "💥",
    "\ud800",
    "fragment F on Query",
    "__typename",
    "1e999",
    "on",
  ];
  const change = fc.record({ at: fc.nat(text.length), gone: fc.nat(8), put: fc.constantFrom("", ...scraps) });
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((now, { at, gone, put }) => now.slice(0, at) + put + now.slice(at + gone), text));
}
