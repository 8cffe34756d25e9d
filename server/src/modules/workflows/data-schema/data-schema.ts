import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { RE2JS } from "re2js";
import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { describeSchemaError, describeSchemaFinding } from "../words/schema-words.js";
import { modernSchema } from "./modern-schema.js";
import { STEP_KEYWORD, TooMuchValidation, ValidationMeter, withSteps } from "./schema-work.js";

/** Bytes of JSON, and schemas within schemas. */
const BYTES_MAX = 65_536;
const DEPTH_MAX = 30;

/** Maximum number of nodes after each `$ref` is expanded; references that refer twice to the next one grow exponentially. */
const EXPANDED_NODES_MAX = 4_000;
/** For schemas that an earlier release committed. */
const STORED_NODES_MAX = 10_000;

const ISSUES_MAX = 100;
const FORMATS = ["date-time", "date", "time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname"] as const;
/** Formats of JSON Schema and OpenAPI that are annotations here: any value is valid. */
const NOTED_FORMATS = [
  ...["duration", "idn-email", "idn-hostname", "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer"],
  ...["relative-json-pointer", "regex", "int32", "int64", "float", "double", "decimal", "byte", "binary", "password"],
];
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

/** Checks a trigger's data; paths begin with the given one. Returns a promise if a thread does the work. */
export type DataChecker = (data: JsonObject, path: readonly string[]) => InputIssue[] | Promise<InputIssue[]>;

/**
 * A checker for a schema that passed `checkDataSchema`; compiled at the first use. Data whose check takes too much work is
 * refused, in the same way on every machine.
 */
export function dataChecker(schema: JsonObject | null): (data: JsonObject, path: readonly string[]) => InputIssue[] {
  if (!schema) return () => [];
  const meter = new ValidationMeter();
  let validate: ValidateFunction | null = null;
  return (data, path) => {
    validate ??= compileSchema(schema, meter);
    meter.begin();
    try {
      if (validate(data)) return [];
      return (validate.errors ?? []).slice(0, ISSUES_MAX).map((error) => toIssue(error, path));
    } catch (error) {
      if (!(error instanceof TooMuchValidation)) throw error;
      const message =
        "Checking this data against the workflow's `dataSchema` takes too much work; make one of them smaller.";
      return [{ path: [...path], code: "too_complex", message }];
    }
  };
}

/** Nodes and characters of patterns up to which a schema is compiled within some 30 ms; repeats make patterns larger. */
const SMALL = { nodes: 200, patternCharacters: 200 };
const REPEATED = /\{\d/;

/** Whether the schema may be compiled where others wait. */
export function isSmallSchema(schema: JsonObject): boolean {
  let patternCharacters = 0;
  const note = (pattern: string): void => {
    patternCharacters += REPEATED.test(pattern) ? Infinity : pattern.length;
  };
  const visit = (node: Json, depth: number): void => {
    if (!isJsonObject(node) || depth > DEPTH_MAX) return;
    if (typeof node.pattern === "string") note(node.pattern);
    if (isJsonObject(node.patternProperties)) Object.keys(node.patternProperties).forEach(note);
    for (const child of Object.values(node)) {
      if (Array.isArray(child)) for (const each of child) visit(each, depth + 2);
      else visit(child, depth + 1);
    }
  };
  if (expandedSize(schema, schema, new Map()) > SMALL.nodes) return false;
  visit(schema, 0);
  return patternCharacters <= SMALL.patternCharacters;
}

/** Whether a JSON Schema may be used for data: it must be valid, and not too costly. */
export function checkDataSchema(schema: JsonObject, path: string[], isStored = false): InputIssue[] {
  const issues: InputIssue[] = [];
  if (Buffer.byteLength(JSON.stringify(schema)) > BYTES_MAX) {
    return [{ path, code: "too_large", message: `A data schema has at most ${BYTES_MAX} bytes.` }];
  }
  checkNode(schema, path, { issues, depth: 0 });
  if (issues.length > 0) return issues;
  if (expandedSize(schema, schema, new Map()) > (isStored ? STORED_NODES_MAX : EXPANDED_NODES_MAX)) {
    const message = "Its references are recursive, or expand to too much.";
    return [{ path, code: "too_complex", message }];
  }
  const ajv = newAjv(new ValidationMeter());
  if (!ajv.validateSchema(modern(schema))) {
    const [first] = ajv.errors ?? [];
    const where = first?.instancePath ? ` at ${pointerParts(first.instancePath).join(".")}` : "";
    const words = first ? describeSchemaFinding(first) : "it is not valid";
    return [{ path, code: "invalid_schema", message: `This is no JSON Schema that can be used:${where} ${words}.` }];
  }
  try {
    compileSchema(schema, new ValidationMeter());
    return [];
  } catch (error) {
    return [{ path, code: "invalid_schema", message: describeSchemaError(error) }];
  }
}

function compileSchema(schema: JsonObject, meter: ValidationMeter): ValidateFunction {
  const stepped = withSteps(modern(schema));
  return newAjv(meter).compile(isJsonObject(stepped) ? stepped : schema);
}

function modern(schema: JsonObject): JsonObject {
  const written = modernSchema(schema);
  return isJsonObject(written) ? written : schema;
}

function newAjv(meter: ValidationMeter): Ajv2020 {
  const regExp = Object.assign((pattern: string) => linearPattern(pattern, meter), { code: "linearPattern" });
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    // Valid schemas, and common: members that are required in one place and described in another, or by two patterns.
    strictRequired: false,
    allowMatchingProperties: true,
    logger: false,
    code: { regExp },
  });
  addFormats.default(ajv, [...FORMATS]);
  for (const name of NOTED_FORMATS) ajv.addFormat(name, true);
  ajv.addKeyword({
    keyword: STEP_KEYWORD,
    schemaType: "number",
    errors: false,
    before: "type",
    validate: (steps: number) => {
      meter.spend(steps);
      return true;
    },
  });
  return ajv;
}

interface LinearPattern {
  test(text: string): boolean;
  /** Ajv identifies patterns by their text. */
  toString(): string;
}

/** Matches any pattern in linear time. */
function linearPattern(pattern: string, meter: ValidationMeter | null): LinearPattern {
  const compiled = RE2JS.compile(pattern);
  return {
    test: (text) => {
      meter?.test(pattern, text);
      return compiled.test(text);
    },
    toString: () => pattern,
  };
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
    const message = "A reference must point into this schema, such as #/$defs/person; nothing is fetched.";
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
    linearPattern(pattern, null);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "";
    const message = `Patterns follow RE2, without look-around and back-references. RE2 says of this one: ${reason || "not valid"}.`;
    issues.push({ path, code: "invalid_pattern", message });
  }
}

/** The number of nodes after references are expanded; infinite for recursive references. */
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
    message: `By the workflow's data schema ${describeSchemaFinding(error)}.`,
  };
}
