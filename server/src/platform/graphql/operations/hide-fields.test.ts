import { expect, test } from "@jest/globals";
import { buildSchema, Kind, parse, type OperationDefinitionNode } from "graphql";
import { findFields, hideFields, type FieldTest } from "./hide-fields.js";

const schema = buildSchema(`
  scalar JSONObject
  interface Being { id: ID! name: String }
  type User implements Being { id: ID! name: String email: String! tags: [String!]! data: JSONObject! friends: [User!]! }
  type Thing implements Being { id: ID! name: String size: Int }
  type Query { being: Being beings: [Being] user: User thing: Thing }
`);
const PERSONAL = new Set(["User.name", "User.email", "User.tags", "User.data"]);
const isPersonal: FieldTest = (type, field) => PERSONAL.has(`${type}.${field}`);

function read(source: string) {
  const document = parse(source);
  const operation = document.definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error("There is no operation.");
  return { schema, document, operation };
}

function hidden(source: string, data: Record<string, unknown>): unknown {
  hideFields(read(source), data, isPersonal);
  return data;
}

test("each kind of field is replaced by what its type allows", () => {
  const data = { user: { id: "1", name: "Ada", email: "a@b.c", tags: ["x"], data: { a: 1 } } };
  expect(hidden("{ user { id name email tags data } }", data)).toEqual({
    user: { id: "1", name: null, email: "(hidden)", tags: [], data: {} },
  });
});

test("aliases, fragments and lists hide nothing from it", () => {
  const source = `{
    a: user { ...F friends { friends { mail: email } } }
    beings { ... on User { x: email } ... on Thing { x: size } __typename }
  } fragment F on User { who: name ... { again: name } }`;
  const data = {
    a: { who: "Ada", again: "Ada", friends: [{ friends: [{ mail: "a@b.c" }, { mail: "d@e.f" }] }] },
    beings: [{ x: "a@b.c", __typename: "User" }, null],
  };
  expect(hidden(source, data)).toEqual({
    a: { who: null, again: null, friends: [{ friends: [{ mail: "(hidden)" }, { mail: "(hidden)" }] }] },
    beings: [{ x: "(hidden)", __typename: "User" }, null],
  });
});

test("a field of an interface is hidden if it is of a type behind it", () => {
  expect(hidden("{ being { id name } }", { being: { id: "1", name: "Ada" } })).toEqual({
    being: { id: "1", name: null },
  });
  expect(hidden("{ thing { id name } }", { thing: { id: "1", name: "Box" } })).toEqual({
    thing: { id: "1", name: "Box" },
  });
});

test("looking says in which root fields there was something, and replaces nothing", () => {
  const data = { user: { email: "a@b.c" }, other: { id: "1" }, none: null };
  const found = findFields(read("{ user { email } other: user { id } none: user { email } }"), data, isPersonal);
  expect([[...found], data.user.email]).toEqual([["user"], "a@b.c"]);
});
