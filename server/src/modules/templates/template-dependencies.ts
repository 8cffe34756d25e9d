import { type Template, toValueSync, TypeGuards, Value } from "liquidjs";
import { DATE_FILTERS } from "./filters/date-filters.js";
import { SCOPE_NAMES } from "./template-scope.js";

/** The names that a template may read. */
export interface TemplateReads {
  /**
   * Names of the scope, sorted. Never fewer than are read: two scopes with equal values under these names give equal
   * output. A bare name counts as `data`; a name known only at run time (`{{ [data.key] }}`) counts as all of them.
   */
  roots: string[];
  /** Whether the output may differ between two recipients of one trigger, batches apart. */
  readsRecipient: boolean;
}

/** Each activity contains its recipient. */
const RECIPIENT_ROOTS = ["recipient", "refs", "current_message", "run", "activities"];

/** The values of liquidjs's `arguments()`, and their parts. */
type Visited = unknown;

export function readsOfRoots(roots: ReadonlySet<string>): TemplateReads {
  return {
    roots: [...roots].sort(),
    readsRecipient: RECIPIENT_ROOTS.some((root) => roots.has(root)),
  };
}

/** Names of the scope that the parsed template may read. Shadowing by `assign` or `for` is not looked at: it only takes away. */
export function rootsOf(templates: readonly Template[]): Set<string> {
  const roots = new Set<string>();
  visitTemplates(templates, roots);
  return roots;
}

function visitTemplates(templates: readonly Template[], roots: Set<string>): void {
  for (const template of templates) {
    for (const argument of template.arguments?.() ?? []) visitArgument(argument, roots);
    if (template.children !== undefined) {
      const children: Template[] = toValueSync(template.children(false, true));
      visitTemplates(children, roots);
    }
  }
}

function visitArgument(argument: Visited, roots: Set<string>): void {
  if (argument instanceof Value) {
    for (const token of argument.initial.postfix) visitToken(token, roots);
    for (const filter of argument.filters) visitFilter(filter.name, filter.args, roots);
    return;
  }
  visitToken(argument, roots);
}

function visitFilter(name: string, args: readonly unknown[], roots: Set<string>): void {
  if (DATE_FILTERS.has(name)) roots.add("timestamp");
  for (const arg of args) {
    // A named argument is a pair of its name and its value.
    if (Array.isArray(arg)) visitToken(arg[1], roots);
    else visitToken(arg, roots);
  }
}

function visitToken(token: Visited, roots: Set<string>): void {
  if (token === undefined || TypeGuards.isOperatorToken(token)) return;
  if (TypeGuards.isLiteralToken(token) || TypeGuards.isNumberToken(token) || TypeGuards.isQuotedToken(token)) return;

  if (TypeGuards.isPropertyAccessToken(token)) {
    visitToken(token.variable, roots);
    const [root, ...rest] = token.props;
    if (token.variable === undefined) visitRoot(root, roots);
    else visitProperty(root, roots);
    for (const property of rest) visitProperty(property, roots);
  } else if (TypeGuards.isRangeToken(token)) {
    visitToken(token.lhs, roots);
    visitToken(token.rhs, roots);
  } else if (TypeGuards.isFilteredValueToken(token)) {
    for (const inner of token.initial.postfix) visitToken(inner, roots);
    for (const filter of token.filters) visitFilter(filter.name, filter.args, roots);
  } else {
    addAll(roots);
  }
}

function visitRoot(root: Visited, roots: Set<string>): void {
  if (TypeGuards.isWordToken(root) || TypeGuards.isQuotedToken(root)) {
    roots.add(SCOPE_NAMES.has(root.content) ? root.content : "data");
    return;
  }
  addAll(roots);
}

function visitProperty(property: Visited, roots: Set<string>): void {
  if (!TypeGuards.isWordToken(property)) visitToken(property, roots);
}

function addAll(roots: Set<string>): void {
  for (const name of SCOPE_NAMES) roots.add(name);
}
