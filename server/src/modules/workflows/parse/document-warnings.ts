import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { channelTemplate, freeNamesOf, SCOPE_NAMES, type FreeName } from "../../templates/index.js";
import type { StepDocument, WorkflowDocument } from "../document/document.js";

const WARNINGS_MAX = 100;

/** Names that other products use for Carillon's fields. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  subscriber: "recipient",
  user: "recipient",
  to: "recipient",
  payload: "data",
  event: "data",
  params: "data",
  organization: "tenant",
  brand: "tenant",
  step: "refs",
  steps: "refs",
  now: "timestamp",
  events: "activities",
  total_events: "total_activities",
};

interface TextPlace {
  path: string[];
  text: string;
}

/**
 * Valid parts of a document that are probably mistakes: unknown names in templates, and keys of `feedData` that occur
 * nowhere else. Paths start at the document.
 */
export function documentWarnings(
  document: WorkflowDocument,
  namesOf: (text: string) => readonly FreeName[] = freeNamesOf,
): InputIssue[] {
  const texts = textsOf(document.steps, ["steps"]);
  const places = texts.map((place) => ({ ...place, names: namesOf(place.text) }));
  const schema = document.dataSchema === null ? null : propertiesOf(document.dataSchema);
  const spokenOf = new Set(
    dataKeysIn(
      document,
      places.flatMap(({ names }) => names),
    ),
  );
  const isKnown = (name: string): boolean =>
    SCOPE_NAMES.has(name) || spokenOf.has(name) || document.feedData.includes(name) || schema?.names.has(name) === true;

  const warnings: InputIssue[] = [];
  for (const { path, names } of places) {
    for (const name of names) {
      const message = warningOf(name, schema, isKnown);
      if (message !== null) warnings.push({ path, code: "unknown_name", message });
    }
  }
  const bare = new Set(places.flatMap(({ names }) => names.map(({ root }) => root)));
  for (const [index, key] of document.feedData.entries()) {
    if (schema?.names.has(key) === true || schema?.isOpen === true || spokenOf.has(key) || bare.has(key)) continue;
    const message = `Neither \`dataSchema\` nor a template speaks of "${key}": check its spelling.`;
    warnings.push({ path: ["feedData", String(index)], code: "unknown_data_key", message });
  }
  return warnings.slice(0, WARNINGS_MAX);
}

/** The templates of a document. */
export function templatesOf(document: WorkflowDocument): string[] {
  return textsOf(document.steps, []).map(({ text }) => text);
}

interface SchemaProperties {
  names: ReadonlySet<string>;
  /** Whether data may have keys that the schema does not name one by one. */
  isOpen: boolean;
  /** Whether data may have no other keys. */
  isClosed: boolean;
}

function warningOf(
  { root, member }: FreeName,
  schema: SchemaProperties | null,
  isKnown: (name: string) => boolean,
): string | null {
  if (root === "data") {
    if (member === null || schema === null || !schema.isClosed || schema.isOpen || schema.names.has(member))
      return null;
    return `\`dataSchema\` allows no "${member}" in the data.`;
  }
  if (isKnown(root) || schema?.isOpen === true) return null;
  const meant = Object.hasOwn(OTHER_WORDS, root) ? OTHER_WORDS[root] : nearest(root);
  // Without a schema, a single name may be any key of the data; one with a dot behind it is rarely meant so.
  if (meant === undefined && schema === null && member === null) return null;
  const text = member === null ? root : `${root}.${member}`;
  const hint = meant === undefined ? "" : ` Perhaps \`${meant}\` is meant.`;
  const where = schema === null ? "the data of a trigger holds it" : "`dataSchema` names it";
  return `Nothing is called \`${text}\` here, unless ${where}.${hint}`;
}

/** The name of the scope that is written almost so. */
function nearest(name: string): string | undefined {
  return [...SCOPE_NAMES].find((known) => known.length > 3 && distance(name, known) <= 2);
}

/** The edit distance of two names; above 2 the exact value does not matter. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 3;
}

function textsOf(steps: readonly StepDocument[], path: string[]): TextPlace[] {
  return steps.flatMap((step, index) => textsOfStep(step, [...path, String(index)]));
}

function textsOfStep(step: StepDocument, path: string[]): TextPlace[] {
  const place = (text: string | null | undefined, ...more: string[]): TextPlace[] =>
    text == null ? [] : [{ path: [...path, ...more], text }];
  switch (step.type) {
    case "channel":
      return channelTemplate(step.channelType)
        .texts(step.template)
        .flatMap(({ path: within, text }) => place(text, "template", ...within));
    case "delay":
      return place(step.time.until, "until");
    case "throttle":
    case "batch":
      return [...place(step.time.until, "until"), ...place(step.key, "key")];
    case "branch":
      return step.branches.flatMap(({ steps }, index) => textsOf(steps, [...path, "branches", String(index), "steps"]));
  }
}

const DATA_KEY = /\bdata\.([^\s."'{}|\\]+)/g;

/** Keys of the data that templates, paths and conditions name as `data.key`. */
function dataKeysIn({ conditions, steps }: WorkflowDocument, names: readonly FreeName[]): string[] {
  const read = names.flatMap(({ root, member }) => (root === "data" && member !== null ? [member] : []));
  const written = JSON.stringify([conditions, steps.map(withoutTemplates)]);
  return [...read, ...[...written.matchAll(DATA_KEY)].flatMap(([, key]) => key ?? [])];
}

/** Names in templates are found by parsing the templates, so their raw texts are left out here. */
function withoutTemplates(step: StepDocument): unknown {
  if (step.type === "channel") return step.conditions;
  return step.type === "branch"
    ? step.branches.map(({ conditions, steps }) => [conditions, steps.map(withoutTemplates)])
    : step;
}

const SAME_OBJECT = ["allOf", "anyOf", "oneOf", "then", "else", "if", "$defs", "dependentSchemas"];

/** The top-level keys of the data that a schema names, in itself or in subschemas for the same object. */
function propertiesOf(schema: JsonObject): SchemaProperties {
  const names = new Set<string>();
  let isOpen = false;
  const visit = (value: Json | undefined): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isJsonObject(value)) return;
    if (isJsonObject(value.properties)) for (const name of Object.keys(value.properties)) names.add(name);
    if (Array.isArray(value.required)) {
      for (const name of value.required) if (typeof name === "string") names.add(name);
    }
    isOpen ||= value.patternProperties !== undefined || isJsonObject(value.additionalProperties);
    for (const key of SAME_OBJECT) {
      const inner = value[key];
      if (key === "$defs" || key === "dependentSchemas") {
        if (isJsonObject(inner)) Object.values(inner).forEach(visit);
      } else visit(inner);
    }
  };
  visit(schema);
  return { names, isOpen, isClosed: schema.additionalProperties === false };
}
