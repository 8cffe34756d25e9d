import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from "graphql";
import { table } from "../../scripts/markdown-table.mjs";

const docs = path.join(import.meta.dirname, "..");
/** Generated at each build, and not part of the repository. */
const GENERATED = path.join(docs, "reference", "generated");

/** Writes the pages of the reference from `schema.graphql` and from the JSON Schema of workflow documents. */
export function writeReference() {
  rmSync(GENERATED, { recursive: true, force: true });
  mkdirSync(GENERATED, { recursive: true });
  const schema = buildSchema(readFileSync(path.join(docs, "..", "schema.graphql"), "utf8"));
  const pages = { ...apiPages(schema), workflow: workflowPage() };
  for (const [name, text] of Object.entries(pages)) writeFileSync(path.join(GENERATED, `${name}.md`), text);
}

function apiPages(schema) {
  const roots = { queries: schema.getQueryType(), mutations: schema.getMutationType() };
  const subscriptions = schema.getSubscriptionType();
  const rootTypes = [...Object.values(roots), subscriptions];
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith("__") && !rootTypes.includes(type) && !isSpecifiedScalarType(type))
    .sort((one, other) => one.name.localeCompare(other.name));
  const pageOf = (type) => {
    if (isInputObjectType(type)) return "inputs";
    if (isEnumType(type) || isScalarType(type)) return "enums";
    return "objects";
  };
  const link = (type) => {
    const named = getNamedType(type);
    const [before, after] = String(type).split(named.name);
    const label = `${before}${named.name}${after}`;
    return isSpecifiedScalarType(named)
      ? `\`${label}\``
      : `[\`${label}\`](./${pageOf(named)}.md#${anchorOf(named.name)})`;
  };
  const rootPage = (title, type) =>
    page(
      title,
      fieldsOf(type).map((field) => rootField(field, link)),
    );
  const typePage = (title, name) =>
    page(
      title,
      types.filter((type) => pageOf(type) === name).map((type) => typeSection(type, schema, link)),
    );
  return {
    queries: rootPage("Queries", roots.queries),
    mutations: rootPage("Mutations", roots.mutations),
    subscriptions: rootPage("Subscriptions", subscriptions),
    objects: typePage("Objects", "objects"),
    inputs: typePage("Inputs", "inputs"),
    enums: typePage("Enums and scalars", "enums"),
  };
}

const fieldsOf = (type) => Object.values(type.getFields()).sort((one, other) => one.name.localeCompare(other.name));

function rootField(field, link) {
  const rows = field.args.map((arg) => [`\`${arg.name}\``, link(arg.type), withDefault(arg)]);
  return section(field.name, [
    prose(field.description),
    table(["argument", "type", "meaning"], rows),
    `Answers ${link(field.type)}.`,
  ]);
}

function typeSection(type, schema, link) {
  if (isEnumType(type)) {
    const rows = type.getValues().map((value) => [`\`${value.name}\``, cell(value.description)]);
    return section(type.name, [prose(type.description), table(["value", "meaning"], rows)]);
  }
  if (isScalarType(type)) return section(type.name, [prose(type.description)]);
  if (isUnionType(type)) {
    return section(type.name, [prose(type.description), `One of ${type.getTypes().map(link).join(", ")}.`]);
  }
  const rows = fieldsOf(type).map((field) => [fieldName(field, link), link(field.type), withDefault(field)]);
  const interfaces = isObjectType(type) ? type.getInterfaces() : [];
  const implementers = isInterfaceType(type) ? schema.getPossibleTypes(type) : [];
  return section(type.name, [
    prose(type.description),
    interfaces.length > 0 ? `Implements ${interfaces.map(link).join(", ")}.` : "",
    implementers.length > 0 ? `Implemented by ${implementers.map(link).join(", ")}.` : "",
    table(["field", "type", "meaning"], rows),
  ]);
}

function fieldName(field, link) {
  if (!field.args || field.args.length === 0) return `\`${field.name}\``;
  return `\`${field.name}\`(${field.args.map((arg) => `\`${arg.name}\`: ${link(arg.type)}`).join(", ")})`;
}

function withDefault({ description, defaultValue, deprecationReason }) {
  const parts = [cell(description)];
  if (defaultValue !== undefined) parts.push(`Default: \`${JSON.stringify(defaultValue)}\`.`);
  if (deprecationReason) parts.push(`**Deprecated:** ${cell(deprecationReason)}`);
  return parts.filter(Boolean).join(" ");
}

/** Each definition of the JSON Schema as a table of its members. */
function workflowPage() {
  const schema = JSON.parse(readFileSync(path.join(docs, "workflow.schema.json"), "utf8"));
  const definitions = Object.entries(schema.$defs).map(([name, definition]) => definitionSection(name, definition));
  return page("Workflow documents", [
    "Made from [workflow.schema.json](../../workflow.schema.json), which editors take for completion: put its address under `$schema`.",
    definitionSection("Workflow", schema),
    ...definitions,
  ]);
}

function definitionSection(name, definition) {
  const required = new Set(definition.required);
  const rows = Object.entries(definition.properties ?? {}).map(([key, value]) => [
    `\`${key}\``,
    jsonType(value),
    required.has(key) ? "yes" : "",
    limitsOf(value),
  ]);
  const options = (definition.oneOf ?? []).filter((option) => option.$ref).map(jsonType);
  const choices = (definition.oneOf ?? []).filter((option) => option.required && !option.properties);
  return section(name, [
    prose(definition.description),
    options.length > 0 ? `One of ${options.join(", ")}.` : "",
    table(["member", "type", "required", "limits"], rows),
    choices.length > 0
      ? `Exactly one of ${choices.flatMap((choice) => choice.required.map((key) => `\`${key}\``)).join(", ")} is given.`
      : "",
  ]);
}

function jsonType(value) {
  if (value.$ref) {
    const name = value.$ref.split("/").pop();
    return `[${name}](#${anchorOf(name)})`;
  }
  if (value.anyOf) return value.anyOf.map(jsonType).join(" or ");
  if (value.enum) return value.enum.map((each) => `\`${each}\``).join(", ");
  if (value.const !== undefined) return `\`"${value.const}"\``;
  if (value.type === "array") return `list of ${jsonType(value.items ?? {})}`;
  return value.type ? `\`${value.type}\`` : "any JSON";
}

const LIMITS = {
  minLength: (n) => `at least ${n} characters`,
  maxLength: (n) => `at most ${n} characters`,
  minimum: (n) => `at least ${n}`,
  maximum: (n) => `at most ${n}`,
  multipleOf: (n) => `a multiple of ${n}`,
  minItems: (n) => `at least ${n}`,
  maxItems: (n) => `at most ${n}`,
  pattern: (pattern) => `matches \`${pattern.replaceAll("|", "\\|")}\``,
  default: (value) => `default \`${JSON.stringify(value)}\``,
};

function limitsOf(value) {
  return Object.entries(LIMITS)
    .flatMap(([key, say]) => (value[key] === undefined ? [] : [say(value[key])]))
    .join("; ");
}

const page = (title, sections) =>
  `---\neditLink: false\noutline: [2, 2]\n---\n\n# ${title}\n\n${sections.join("\n\n")}\n`;

const section = (title, parts) => [`## ${title} {#${anchorOf(title)}}`, ...parts.filter(Boolean)].join("\n\n");

/** Upper case counts in GraphQL's names: `feed` and `Feed` are two. */
const anchorOf = (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, "t-");

const cell = (text) =>
  prose(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");

/** Descriptions are markdown; outside of code nothing in them is HTML or a placeholder of Vue's. */
function prose(text) {
  return (text ?? "")
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;")))
    .join("");
}
