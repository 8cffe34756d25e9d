import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { RE2JS } from "re2js";
import type { InputIssue } from "../../platform/errors/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";

/** Bytes of JSON, and schemas within schemas. */
const BYTES_MAX = 65_536;
const DEPTH_MAX = 30;

/** What a schema may amount to once each `$ref` stands for what it names; doubling references grow without bound. */
const EXPANDED_NODES_MAX = 10_000;

const ISSUES_MAX = 100;
const FORMATS = ["date-time", "date", "time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname"] as const;
const REFUSED_KEYWORDS = [
  "$id",
  "$anchor",
  "$dynamicRef",
  "$dynamicAnchor",
  "$recursiveRef",
  "$recursiveAnchor",
  "$async",
  "$data",
];
const SCALARS: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean", "null"]);

/** Tells what is wrong with a trigger's data; paths begin with the one given. */
export type DataChecker = (data: JsonObject, path: readonly string[]) => InputIssue[];

/** A checker for a schema that `checkDataSchema` found nothing wrong with; compiled when it is first asked. */
export function dataChecker(schema: JsonObject | null): DataChecker {
  if (!schema) return () => [];
  let validate: ValidateFunction | null = null;
  return (data, path) => {
    validate ??= compileSchema(schema);
    if (validate(data)) return [];
    return (validate.errors ?? []).slice(0, ISSUES_MAX).map((error) => toIssue(error, path));
  };
}

/** What keeps a JSON Schema from being used for data, whoever wrote it: it may be neither wrong nor costly. */
export function checkDataSchema(schema: JsonObject, path: string[]): InputIssue[] {
  const issues: InputIssue[] = [];
  if (Buffer.byteLength(JSON.stringify(schema)) > BYTES_MAX) {
    return [{ path, code: "too_large", message: `A data schema has at most ${BYTES_MAX} bytes.` }];
  }
  checkNode(schema, path, { issues, depth: 0 });
  if (issues.length > 0) return issues;
  if (expandedSize(schema, schema, new Map()) > EXPANDED_NODES_MAX) {
    const message = "Its references lead back to themselves, or stand for too much altogether.";
    return [{ path, code: "too_complex", message }];
  }
  try {
    compileSchema(schema);
    return [];
  } catch (error) {
    const message = `This is no JSON Schema that can be used: ${error instanceof Error ? error.message : String(error)}`;
    return [{ path, code: "invalid_schema", message }];
  }
}

function compileSchema(schema: JsonObject): ValidateFunction {
  const regExp = Object.assign((pattern: string) => linearPattern(pattern), { code: "linearPattern" });
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    logger: false,
    code: { regExp },
  });
  addFormats.default(ajv, [...FORMATS]);
  const { $schema, ...rest } = schema;
  return ajv.compile(rest);
}

interface LinearPattern {
  test(text: string): boolean;
  /** Ajv tells patterns apart by their text. */
  toString(): string;
}

/** A pattern that takes time linear in the text, whatever the pattern. */
function linearPattern(pattern: string): LinearPattern {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.test(text), toString: () => pattern };
}

interface Walk {
  issues: InputIssue[];
  depth: number;
}

function checkNode(node: Json, path: string[], walk: Walk): void {
  if (typeof node !== "object" || node === null || walk.issues.length >= ISSUES_MAX) return;
  if (walk.depth > DEPTH_MAX) {
    walk.issues.push({ path, code: "too_deep", message: `A data schema is at most ${DEPTH_MAX} deep.` });
    return;
  }
  if (isJsonObject(node)) checkKeywords(node, path, walk.issues);
  for (const [key, child] of Object.entries(node)) {
    checkNode(child, [...path, key], { issues: walk.issues, depth: walk.depth + 1 });
  }
}

/** Looks at data under `default`, `const` and `enum` too, where these words mean nothing: a schema loses little by that. */
function checkKeywords(node: JsonObject, path: string[], issues: InputIssue[]): void {
  for (const keyword of REFUSED_KEYWORDS) {
    if (typeof node[keyword] !== "string") continue;
    issues.push({
      path: [...path, keyword],
      code: "not_allowed",
      message: `\`${keyword}\` is not supported in data schemas.`,
    });
  }
  if (typeof node.$ref === "string" && !node.$ref.startsWith("#")) {
    const message = "A reference leads to a place in this schema, such as #/$defs/person; nothing is fetched.";
    issues.push({ path: [...path, "$ref"], code: "not_allowed", message });
  }
  if (typeof node.pattern === "string") checkPattern(node.pattern, [...path, "pattern"], issues);
  if (isJsonObject(node.patternProperties)) {
    for (const pattern of Object.keys(node.patternProperties))
      checkPattern(pattern, [...path, "patternProperties", pattern], issues);
  }
  // Else each item is compared with each other.
  if (node.uniqueItems === true && !(isJsonObject(node.items) && SCALARS.has(node.items.type))) {
    const message = '`uniqueItems` needs `items` with one scalar `type` beside it, such as { "type": "string" }.';
    issues.push({ path: [...path, "uniqueItems"], code: "too_complex", message });
  }
}

function checkPattern(pattern: string, path: string[], issues: InputIssue[]): void {
  try {
    linearPattern(pattern);
  } catch (error) {
    const reason = error instanceof Error ? ` (${error.message})` : "";
    const message = `Patterns follow RE2: no look-around and no back-references${reason}.`;
    issues.push({ path, code: "invalid_pattern", message });
  }
}

/** How many nodes the schema has once references stand for what they name; infinite when one leads back to itself. */
function expandedSize(node: Json, root: JsonObject, known: Map<Json, number>): number {
  if (typeof node !== "object" || node === null) return 1;
  const before = known.get(node);
  if (before !== undefined) return before;

  known.set(node, Number.POSITIVE_INFINITY);
  let size = 1;
  for (const child of Object.values(node)) size += expandedSize(child, root, known);
  if (isJsonObject(node) && typeof node.$ref === "string") {
    const target = atPointer(root, node.$ref);
    if (target !== undefined) size += expandedSize(target, root, known);
  }
  known.set(node, size);
  return size;
}

function atPointer(root: JsonObject, reference: string): Json | undefined {
  let node: Json | undefined = root;
  for (const part of pointerParts(decodePointer(reference.slice(1)))) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, part)) return undefined;
    node = Array.isArray(node) ? node[Number(part)] : node[part];
  }
  return node;
}

function decodePointer(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}

function pointerParts(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function toIssue(error: ErrorObject, base: readonly string[]): InputIssue {
  const path = [...base, ...pointerParts(error.instancePath)];
  const missing: unknown = error.params.missingProperty;
  if (error.keyword === "required" && typeof missing === "string") {
    return { path: [...path, missing], code: "required", message: "The workflow's data schema requires this." };
  }
  const extra: unknown = error.params.additionalProperty;
  if (error.keyword === "additionalProperties" && typeof extra === "string") {
    return { path: [...path, extra], code: "unknown_key", message: "The workflow's data schema does not know this." };
  }
  return {
    path,
    code: "invalid_data",
    message: `By the workflow's data schema this ${error.message ?? "is not valid"}.`,
  };
}
