import { Context, Output, type Template, TypeGuards } from "liquidjs";
import { type OutputValue, placeholder } from "./html/html-skeleton.js";
import { engine, MAX_OUTPUT_LENGTH, outputText } from "./liquid-engine.js";
import { rootsOf } from "./template-dependencies.js";
import { memoizeLast } from "./memoize-last.js";
import { renderCollected, renderPlain } from "./run-liquid.js";
import { outputTooLarge } from "./template-error.js";
import { buildTemplateScope, type TemplateScope } from "./template-scope.js";

/*
 * Most templates are text with outputs and no tags. Their outputs cannot influence each other, so plain paths are looked
 * up without running Liquid, and outputs with filters that read nothing of the recipient are run once per trigger.
 */
export interface FlatSource {
  /** The text between the outputs: one more than there are outputs. */
  texts: readonly string[];
  /** The texts with placeholders between them. */
  skeleton: string;
  /** The outputs, in order. Throws a `TemplateError`. */
  evaluate(scope: TemplateScope, path: string[]): OutputValue[];
}

type Key = string | number;
type Evaluate = (scope: TemplateScope, path: string[]) => OutputValue[];

interface Group {
  templates: Output[];
  indexes: number[];
}

const EMPTY_SCOPE = buildTemplateScope(
  { actor: null, tenant: null, data: {}, vars: {}, workflow: {} },
  { recipient: null, timestamp: "", activities: [], actors: [], totalActivities: 0, totalActors: 0 },
);

/** Used only to read properties, which stores nothing in it. */
const reader = new Context({}, engine.options, { sync: true }, { liquid: engine });

/** Null if the template contains tags. */
export function flatten(templates: readonly Template[]): FlatSource | null {
  const texts = [""];
  const outputs: Output[] = [];
  for (const template of templates) {
    if (template instanceof Output) {
      outputs.push(template);
      texts.push("");
    } else if (TypeGuards.isHTMLToken(template.token)) {
      texts[texts.length - 1] += renderPlain([template], EMPTY_SCOPE, []);
    } else {
      return null;
    }
  }

  const skeleton = texts.reduce((text, next, index) => text + placeholder(index - 1) + next);
  return { texts, skeleton, evaluate: evaluator(outputs) };
}

function evaluator(outputs: readonly Output[]): FlatSource["evaluate"] {
  const lookups: { index: number; path: Key[] }[] = [];
  const shared: Group = { templates: [], indexes: [] };
  const personal: Group = { templates: [], indexes: [] };
  for (const [index, output] of outputs.entries()) {
    const path = plainPath(output);
    const group = rootsOf([output]).has("recipient") ? personal : shared;
    if (path !== null) {
      lookups.push({ index, path });
    } else {
      group.templates.push(output);
      group.indexes.push(index);
    }
  }

  const run = runner(personal);
  const runShared = memoizeLast(rootsOf(shared.templates), runner(shared));
  return (scope, path) => {
    const values = new Array<OutputValue>(outputs.length).fill("");
    let length = 0;
    for (const lookup of lookups) {
      const text = outputText(readPath(scope, lookup.path));
      length += text.length;
      if (length > MAX_OUTPUT_LENGTH) throw outputTooLarge("text", MAX_OUTPUT_LENGTH, path);
      values[lookup.index] = text;
    }
    assign(values, shared.indexes, runShared(scope, path));
    assign(values, personal.indexes, run(scope, path));
    return values;
  };
}

function runner({ templates }: Group): Evaluate {
  if (templates.length === 0) return () => [];
  return (scope, path) => renderCollected(templates, scope, path).values;
}

function assign(values: OutputValue[], indexes: readonly number[], results: readonly OutputValue[]): void {
  for (const [position, index] of indexes.entries()) values[index] = results[position] ?? "";
}

/** The keys of an output that is nothing but a path with fixed keys, without filters. */
function plainPath(output: Output): Key[] | null {
  const { initial, filters } = output.value;
  const [token, ...others] = initial.postfix;
  // The one filter is the engine's own escape.
  if (filters.length !== 1 || others.length > 0) return null;
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null;

  const path: Key[] = [];
  for (const property of token.props) {
    const isFixed =
      TypeGuards.isWordToken(property) || TypeGuards.isQuotedToken(property) || TypeGuards.isNumberToken(property);
    if (!isFixed) return null;
    path.push(property.content);
  }
  return typeof path[0] === "string" ? path : null;
}

/** The value at a path. Like liquidjs: names of the scope before top-level keys of data, own properties only. */
export function readPath(scope: TemplateScope, path: readonly Key[]): unknown {
  const [root = ""] = path;
  let value: unknown = root in scope ? scope : scope.data;
  for (const key of path) value = readProperty(value, key);
  return value;
}

function readProperty(value: unknown, key: Key): unknown {
  if (value === null || value === undefined) return value;
  return isObject(value) ? reader.readProperty(value, key) : reader.getFromScope(value, [key]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object";
}
