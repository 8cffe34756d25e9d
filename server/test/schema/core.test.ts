import "reflect-metadata";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
  isScalarType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { schemaText, schemaWithoutDatabase } from "../../src/app/composition/print-schema.js";

const read = (...names: string[]): string => readFileSync(path.join(import.meta.dirname, ...names), "utf8");

const printed = schemaText(schemaWithoutDatabase());
const ours = buildSchema(printed);
const core = buildSchema(read("core.graphql"));

type Facts = Record<string, unknown>;
const ROOTS: ReadonlySet<string> = new Set(["Query", "Mutation", "Subscription"]);

/** The facts about a type by name, so that a failure shows the name of the difference. */
function factsOf(type: GraphQLNamedType): Facts {
  const facts: Facts = { kind: type.constructor.name };
  if (!ROOTS.has(type.name)) facts["description"] = type.description;
  if (isScalarType(type)) facts["specifiedBy"] = type.specifiedByURL;
  if (isEnumType(type)) for (const value of type.getValues()) facts[value.name] = value.description;
  if (isInputObjectType(type)) facts["isOneOf"] = type.isOneOf;
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const implemented of type.getInterfaces()) facts[`implements ${implemented.name}`] = true;
  }
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) Object.assign(facts, factsOfField(field));
  }
  return facts;
}

function factsOfField(field: GraphQLField<unknown, unknown> | GraphQLInputField): Facts {
  const facts: Facts = { [field.name]: factOfValue(field) };
  if ("args" in field) for (const arg of field.args) facts[`${field.name}(${arg.name})`] = factOfValue(arg);
  return facts;
}

function factOfValue(value: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument): Facts {
  const { description, deprecationReason } = value;
  const defaultValue = "defaultValue" in value ? JSON.stringify(value.defaultValue) : undefined;
  return { type: String(value.type), description, deprecationReason, defaultValue };
}

function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__"));
}

test("schema.graphql is what the server prints", () => {
  expect(read("..", "..", "..", "schema.graphql")).toBe(printed);
});

describe("the core schema is contained unchanged:", () => {
  test.each(ownTypes(core).map((type) => [type.name, type] as const))("%s", (name, type) => {
    const found = ours.getType(name);
    if (!found) throw new Error(`The type ${name} is missing.`);
    expect(factsOf(found)).toMatchObject(factsOf(type));
  });
});

test("fields that were added to an input of the core are optional", () => {
  const added = ownTypes(core).flatMap((type) => {
    const found = ours.getType(type.name);
    if (!isInputObjectType(type) || !isInputObjectType(found)) return [];
    return Object.values(found.getFields()).filter(
      (field) => !(field.name in type.getFields()) && isRequiredInputField(field),
    );
  });
  expect(added.map((field) => field.name)).toEqual([]);
});

describe("everything is described (G-12):", () => {
  test.each(ownTypes(ours).map((type) => [type.name, type] as const))("%s", (name, type) => {
    const said: [string, string | null | undefined][] = [[name, type.description]];
    if (isEnumType(type)) for (const value of type.getValues()) said.push([value.name, value.description]);
    if (!isScalarType(type) && !isEnumType(type) && !isUnionType(type)) {
      for (const field of Object.values(type.getFields())) {
        said.push([field.name, field.description]);
        if ("args" in field) for (const arg of field.args) said.push([`${field.name}.${arg.name}`, arg.description]);
      }
    }
    const unsaid = said.filter(([what, words]) => !words || words.toLowerCase() === what.toLowerCase());
    expect(unsaid).toEqual([]);
  });
});

test("every mutation takes one input of its name and returns a payload of its name", () => {
  const fields = Object.values(ours.getMutationType()?.getFields() ?? {});
  const shapes = fields.map((field) => [
    field.name,
    field.args.map((arg) => `${arg.name}: ${String(arg.type)}`).join(),
    String(field.type),
  ]);
  const shared: Record<string, [string, string]> = {
    notifyMany: ["NotifyManyInput!", "NotifyManyPayload"],
    setObject: ["ObjectInput!", "SetObjectPayload"],
    setTenant: ["TenantInput!", "SetTenantPayload"],
    setDefaultPreferences: ["SetDefaultPreferencesInput!", "SetPreferencesPayload"],
  };
  for (const [name, args, payload] of shapes) {
    const pascal = `${name?.charAt(0).toUpperCase()}${name?.slice(1)}`;
    const [input, answer] = shared[name ?? ""] ?? [`${pascal}Input!`, `${pascal}Payload`];
    expect([name, args, payload]).toEqual([name, `input: ${input}`, answer]);
  }
});

test("every root field but subscriptions is nullable", () => {
  const fields = [ours.getQueryType(), ours.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  expect(fields.filter((field) => String(field.type).endsWith("!")).map((field) => field.name)).toEqual([]);
});
