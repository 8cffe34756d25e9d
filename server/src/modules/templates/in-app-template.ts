import type { InputIssue } from "../../platform/errors/index.js";
import { type FieldTemplate, markdownField, plainField } from "./field-template.js";
import { isTemplate, type LiquidSource, parseSource } from "./liquid-source.js";
import { remembering } from "./remembering.js";
import { type TemplateReads, readsOfRoots } from "./reads.js";
import { safeUrl } from "./html/safe-url.js";
import type { TemplateScope } from "./template-scope.js";

/** What an in-app step says. All texts are Liquid. */
export interface InAppTemplate {
  /** The body as markdown. Outputs are text: they cannot bring markup of their own (but see `from_markdown`). */
  markdown?: string;
  /** The body as plain text, instead of `markdown`. */
  text?: string;
  /** Where a click on the item leads. */
  actionUrl?: string;
  /** At most two. */
  buttons?: InAppButton[];
}

export interface InAppButton {
  name: string;
  label: string;
  action: string;
}

/** A feed item's content, as stored. The same as GraphQL's `FeedBlock`, told apart by `kind`. */
export type FeedBlock =
  | { kind: "markdown"; name: string; html: string }
  | { kind: "text"; name: string; text: string }
  | { kind: "buttons"; name: string; buttons: FeedButton[] };

export interface FeedButton {
  name: string;
  label: string;
  action: string;
}

export interface CompiledInAppTemplate {
  readonly body: { kind: "markdown" | "text"; render: FieldTemplate };
  /** What follows the body: most read nothing of the recipient, and are made once. */
  readonly links: (scope: TemplateScope) => readonly FeedBlock[];
  readonly roots: ReadonlySet<string>;
}

export type CompileInAppResult = { ok: true; template: CompiledInAppTemplate } | { ok: false; issues: InputIssue[] };

const MAX_BUTTONS = 2;

/** Issue paths start at the template; the caller puts its own in front. */
export function compileInAppTemplate(template: InAppTemplate): CompileInAppResult {
  const issues: InputIssue[] = [];
  const sources = new Map<string, LiquidSource>();
  checkShape(template, issues);

  const parse = (text: string, path: string[]): LiquidSource | null => {
    const parsed = parseSource(text, path);
    if (parsed.ok) sources.set(path.join("."), parsed.source);
    else issues.push(parsed.issue);
    return parsed.ok ? parsed.source : null;
  };
  const plain = (text: string, ...path: string[]): FieldTemplate => {
    const source = parse(text, path);
    return source === null ? () => "" : plainField(source, path);
  };
  const url = (text: string, ...path: string[]): FieldTemplate => {
    if (!isTemplate(text) && text.trim() !== "" && safeUrl(text) === null) issues.push(unsafeUrl(path));
    return plain(text, ...path);
  };

  const body = compileBody(template, parse);
  const actionUrl = template.actionUrl === undefined ? () => "" : url(template.actionUrl, "actionUrl");
  const buttons = (template.buttons ?? []).map((button, index) => ({
    name: button.name,
    label: plain(button.label, "buttons", String(index), "label"),
    action: url(button.action, "buttons", String(index), "action"),
  }));

  if (issues.length > 0) return { ok: false, issues };
  const rootsOf = (all: LiquidSource[]): Set<string> => new Set(all.flatMap((source) => [...source.roots]));
  const roots = rootsOf([...sources.values()]);
  const linkRoots = rootsOf([...sources].flatMap(([path, source]) => (path === body.kind ? [] : [source])));
  const links = remembering(linkRoots, (scope) => linkBlocks({ actionUrl, buttons }, scope));
  return { ok: true, template: { body, links, roots } };
}

/**
 * The blocks in the order of Knock's: `body`, `action_url`, `actions`. Only http, https, mailto and relative URLs stand: the
 * `action_url` block is left out if its URL is empty or another, and so is a button without such a URL or without a label.
 * Throws a `TemplateError`.
 */
export function renderInApp(template: CompiledInAppTemplate, scope: TemplateScope): FeedBlock[] {
  const text = template.body.render(scope);
  const body: FeedBlock =
    template.body.kind === "markdown"
      ? { kind: "markdown", name: "body", html: text }
      : { kind: "text", name: "body", text };
  return [body, ...template.links(scope)];
}

interface Links {
  actionUrl: FieldTemplate;
  buttons: readonly { name: string; label: FieldTemplate; action: FieldTemplate }[];
}

function linkBlocks(links: Links, scope: TemplateScope): FeedBlock[] {
  const blocks: FeedBlock[] = [];
  const actionUrl = safeUrl(links.actionUrl(scope));
  if (actionUrl !== null) blocks.push({ kind: "text", name: "action_url", text: actionUrl });

  const buttons: FeedButton[] = [];
  for (const button of links.buttons) {
    const label = button.label(scope).trim();
    const action = safeUrl(button.action(scope));
    if (label !== "" && action !== null) buttons.push({ name: button.name, label, action });
  }
  if (buttons.length > 0) blocks.push({ kind: "buttons", name: "actions", buttons });
  return blocks;
}

export function readsOf(template: CompiledInAppTemplate): TemplateReads {
  return readsOfRoots(template.roots);
}

function compileBody(
  template: InAppTemplate,
  parse: (text: string, path: string[]) => LiquidSource | null,
): CompiledInAppTemplate["body"] {
  const kind = template.markdown === undefined ? "text" : "markdown";
  const source = parse(template[kind] ?? "", [kind]);
  if (source === null) return { kind, render: () => "" };
  return { kind, render: kind === "markdown" ? markdownField(source, [kind]) : plainField(source, [kind]) };
}

function checkShape(template: InAppTemplate, issues: InputIssue[]): void {
  const { markdown, text, buttons = [] } = template;
  if (markdown === undefined && text === undefined) {
    issues.push({ path: ["markdown"], code: "required", message: "A template needs `markdown` or `text`." });
  }
  if (markdown !== undefined && text !== undefined) {
    issues.push({ path: ["text"], code: "conflict", message: "A template has either `markdown` or `text`, not both." });
  }
  if (buttons.length > MAX_BUTTONS) {
    issues.push({ path: ["buttons"], code: "too_many", message: `A template has at most ${MAX_BUTTONS} buttons.` });
  }

  const names = buttons.map((button) => button.name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    issues.push({
      path: ["buttons", String(index), "name"],
      code: "duplicate",
      message: `There is already a button named "${name}".`,
    });
  }
}

function unsafeUrl(path: string[]): InputIssue {
  return { path, code: "unsafe_url", message: "Only http, https, mailto and relative URLs are allowed." };
}
