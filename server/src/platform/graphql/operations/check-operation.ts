import { Kind, visit, type DocumentNode } from "graphql";
import { AppError, badInput, type InputIssue } from "../../errors/index.js";
import { argumentPath, variablePath } from "../errors/argument-path.js";
import { measureOperation, type Measure, type MeasuredOperation } from "./operation-measure.js";

/** Limits of one operation. */
export interface OperationLimits {
  depth: number;
  /** Levels below `__schema` and `__type`; 0 forbids introspection. */
  introspectionDepth: number;
  cost: number;
  aliases: number;
  directives: number;
}

/** Tokens of a document; the parser stops there. The full introspection query has 165. */
export const TOKENS_MAX = 2000;

const SHAPE = { depth: 10, introspectionDepth: 20, aliases: 30, directives: 50 };

/**
 * Limits by caller. Cost is counted in objects. The largest call of the product's own client is a page of 100 feed items
 * with blocks, buttons and actors: 12,402, as `server-limits.test.ts` measures.
 */
export const OPERATION_LIMITS = {
  user: { ...SHAPE, cost: 15_000 },
  secret: { ...SHAPE, cost: 50_000 },
} satisfies Record<string, OperationLimits>;

/** Refuses operations that ask for too much, and text that cannot be stored, before anything runs. */
export function checkOperation(request: MeasuredOperation, limits: OperationLimits): void {
  const measure = measureOperation(request);
  if (measure.introspectionDepth > 0 && limits.introspectionDepth === 0) {
    throw new AppError("FORBIDDEN", "Introspection needs a secret key here; the schema is in `schema.graphql`.");
  }
  const excess = excessOf(measure, limits);
  if (excess !== null) throw new AppError("OPERATION_TOO_COMPLEX", excess);

  const issues = [...textIssuesOfVariables(request), ...textIssuesOfLiterals(request.document)];
  if (issues.length > 0) throw badInput(issues.slice(0, ISSUES_MAX));
}

function excessOf(measure: Measure, limits: OperationLimits): string | null {
  const { depth, introspectionDepth, aliasCount, directiveCount, cost } = measure;
  if (depth > limits.depth) return `Fields lie ${depth} deep; at most ${limits.depth} levels are allowed.`;
  if (introspectionDepth > limits.introspectionDepth) {
    return `Introspection goes ${introspectionDepth} deep; at most ${limits.introspectionDepth} levels are allowed.`;
  }
  if (aliasCount > limits.aliases) return `${aliasCount} aliases; at most ${limits.aliases} are allowed.`;
  if (directiveCount > limits.directives)
    return `${directiveCount} directives; at most ${limits.directives} are allowed.`;
  if (cost <= limits.cost) return null;
  return `This may make ${cost} objects; at most ${limits.cost} are allowed. Ask for smaller pages, or for less in each.`;
}

const ISSUES_MAX = 100;
const DEPTH_MAX = 200;
const UNSTORABLE = /\0|\p{Cs}/u;

/**
 * NUL characters and lone surrogates would fail in the database, in any field. Variables that the operation does not declare
 * are not used and not checked.
 */
function textIssuesOfVariables({ document, operation, variables }: MeasuredOperation): InputIssue[] {
  const found: string[][] = [];
  const issues: InputIssue[] = [];
  for (const { variable } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (!Object.hasOwn(variables, name)) continue;
    findUnstorable(variables[name], [], found);
    if (found.length === 0) continue;
    const start = variablePath(document, name);
    for (const path of found.splice(0)) issues.push(unstorable([...start, ...path]));
    if (issues.length >= ISSUES_MAX) break;
  }
  return issues;
}

/** At most `ISSUES_MAX` paths. Walks members in place: a list of all of them would be as large again as the value. */
function findUnstorable(value: unknown, path: string[], found: string[][]): void {
  if (found.length >= ISSUES_MAX) return;
  if (typeof value === "string") {
    if (UNSTORABLE.test(value)) found.push([...path]);
    return;
  }
  // Deeper values are refused by their scalar, with a better message.
  if (typeof value !== "object" || value === null || path.length > DEPTH_MAX) return;
  const walk = (key: string, member: unknown): void => {
    if (typeof member === "string" ? !UNSTORABLE.test(member) : typeof member !== "object") return;
    path.push(key);
    findUnstorable(member, path, found);
    path.pop();
  };
  for (const key of Object.keys(value)) {
    if (found.length >= ISSUES_MAX) return;
    walk(key, Reflect.get(value, key));
  }
}

/** Documents are parsed once and asked again and again. */
const literalIssues = new WeakMap<DocumentNode, readonly InputIssue[]>();

function textIssuesOfLiterals(document: DocumentNode): readonly InputIssue[] {
  const known = literalIssues.get(document);
  if (known) return known;
  const issues: InputIssue[] = [];
  visit(document, {
    [Kind.STRING]: (node) => {
      if (UNSTORABLE.test(node.value)) issues.push(unstorable(argumentPath(document, node) ?? []));
    },
  });
  literalIssues.set(document, issues);
  return issues;
}

function unstorable(path: string[]): InputIssue {
  const message =
    "The text holds the character \\u0000 or half of a character (a lone surrogate), which cannot be stored.";
  return { path, code: "unstorable_text", message };
}
