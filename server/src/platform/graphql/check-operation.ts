import { Kind, visit, type DocumentNode } from "graphql";
import { AppError, badInput, type InputIssue } from "../errors/index.js";
import { argumentPath, variablePath } from "./argument-path.js";
import { measureOperation, type Measure, type MeasuredOperation } from "./operation-measure.js";

/** What one operation may ask for. */
export interface OperationLimits {
  depth: number;
  /** Levels below `__schema` and `__type`; 0 where introspection is not allowed at all. */
  introspectionDepth: number;
  cost: number;
  aliases: number;
  directives: number;
}

/** Tokens of a document; the parser stops there. The full introspection query has 165. */
export const TOKENS_MAX = 2000;

const SHAPE = { depth: 10, introspectionDepth: 20, aliases: 30, directives: 50 };

/** By who asks. Cost is in objects; a page of 100 feed items with actors and activities costs about 5,000. */
export const OPERATION_LIMITS = {
  user: { ...SHAPE, cost: 10_000 },
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

/** NUL characters and lone surrogates would fail in the database, whatever field they stand in. */
function textIssuesOfVariables({ document, variables }: MeasuredOperation): InputIssue[] {
  const issues: InputIssue[] = [];
  for (const [name, value] of Object.entries(variables)) {
    const found: string[][] = [];
    findUnstorable(value, [], found);
    if (found.length === 0) continue;
    const start = variablePath(document, name);
    issues.push(...found.map((path) => unstorable([...start, ...path])));
  }
  return issues;
}

function findUnstorable(value: unknown, path: string[], found: string[][]): void {
  if (typeof value === "string") {
    if (UNSTORABLE.test(value)) found.push([...path]);
    return;
  }
  // Deeper ones are refused by the scalar that they are for, with the right words.
  if (typeof value !== "object" || value === null || path.length > DEPTH_MAX || found.length >= ISSUES_MAX) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === "string" ? !UNSTORABLE.test(member) : typeof member !== "object") continue;
    path.push(key);
    findUnstorable(member, path, found);
    path.pop();
  }
}

function textIssuesOfLiterals(document: DocumentNode): InputIssue[] {
  const issues: InputIssue[] = [];
  visit(document, {
    [Kind.STRING]: (node) => {
      if (UNSTORABLE.test(node.value)) issues.push(unstorable(argumentPath(document, node) ?? []));
    },
  });
  return issues;
}

function unstorable(path: string[]): InputIssue {
  const message =
    "The text holds the character \\u0000 or half of a character (a lone surrogate), which cannot be stored.";
  return { path, code: "unstorable_text", message };
}
