import type { InputIssue } from "../../platform/errors/index.js";
import { type FieldTemplate, markdownField, plainField } from "./field-template.js";
import { isTemplate, type LiquidSource, parseSource } from "./liquid-source.js";
import { memoizeLast } from "./memoize-last.js";
import { type TemplateReads, readsOfRoots } from "./template-dependencies.js";
import { judgeUrl } from "../../platform/safe-url.js";
import { type LeftOut, LeftOuts } from "./html/left-out.js";
import type { TemplateScope } from "./template-scope.js";

/** The template of an in-app step. All texts are Liquid. */
export interface InAppTemplate {
  /** The body as markdown. Outputs are text: they cannot contain markup (except `from_markdown`). */
  markdown?: string;
  /** The body as plain text, instead of `markdown`. */
  text?: string;
  /** The target of a click on the item. */
  actionUrl?: string;
  /** At most two. */
  buttons?: InAppButton[];
}

export interface InAppButton {
  name: string;
  label: string;
  action: string;
}

/** A feed item's content, as stored. Equal to GraphQL's `FeedBlock`, distinguished by `kind`. */
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
  /** The blocks after the body: most read nothing of the recipient, and are rendered once. */
  readonly links: (scope: TemplateScope) => RenderedInApp;
  readonly roots: ReadonlySet<string>;
}

/** The blocks of a message, and what was left out with the reasons. */
export interface RenderedInApp {
  readonly blocks: FeedBlock[];
  readonly leftOut: readonly LeftOut[];
}

/** The rules for links of a template. */
export interface LinkRules {
  /** Link schemes of the environment in addition to http, https, mailto and tel; in lower case. */
  schemes: readonly string[];
  /** Whether URLs that are written out are refused at once; else they are left out of each message. */
  areLiteralsChecked: boolean;
}

const COMMON_LINKS: LinkRules = { schemes: [], areLiteralsChecked: true };

export type CompileInAppResult = { ok: true; template: CompiledInAppTemplate } | { ok: false; issues: InputIssue[] };

const MAX_BUTTONS = 2;

const NOTHING: FieldTemplate = () => ({ text: "", leftOut: [] });

/** Issue paths start at the template; the caller puts its own in front. */
export function compileInAppTemplate(template: InAppTemplate, rules: LinkRules = COMMON_LINKS): CompileInAppResult {
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
    return source === null ? NOTHING : plainField(source, path);
  };
  const url = (text: string, ...path: string[]): FieldTemplate => {
    if (rules.areLiteralsChecked && !isTemplate(text) && text.trim() !== "")
      issues.push(...urlIssues(text, path, rules));
    return plain(text, ...path);
  };

  const body = compileBody(template, parse, rules.schemes);
  const actionUrl = template.actionUrl === undefined ? null : url(template.actionUrl, "actionUrl");
  const buttons = (template.buttons ?? []).map((button, index) => ({
    name: button.name,
    label: plain(button.label, "buttons", String(index), "label"),
    action: url(button.action, "buttons", String(index), "action"),
  }));

  if (issues.length > 0) return { ok: false, issues };
  const rootsOf = (all: LiquidSource[]): Set<string> => new Set(all.flatMap((source) => [...source.roots]));
  const roots = rootsOf([...sources.values()]);
  const linkRoots = rootsOf([...sources].flatMap(([path, source]) => (path === body.kind ? [] : [source])));
  const links = memoizeLast(linkRoots, (scope) => linkBlocks({ actionUrl, buttons, schemes: rules.schemes }, scope));
  return { ok: true, template: { body, links, roots } };
}

/**
 * The blocks in Knock's order: `body`, `action_url`, `actions`. Allowed URLs are http, https, mailto, tel, relative ones,
 * and the environment's schemes: the `action_url` block is left out if its URL is empty or not allowed, and so is a button
 * with such a URL or without a label. Throws a `TemplateError`.
 */
export function renderWithLeftOut(template: CompiledInAppTemplate, scope: TemplateScope): RenderedInApp {
  const { text, leftOut } = template.body.render(scope);
  const body: FeedBlock =
    template.body.kind === "markdown"
      ? { kind: "markdown", name: "body", html: text }
      : { kind: "text", name: "body", text };
  const links = template.links(scope);
  return { blocks: [body, ...links.blocks], leftOut: [...leftOut, ...links.leftOut] };
}

/** The blocks alone. */
export function renderInApp(template: CompiledInAppTemplate, scope: TemplateScope): FeedBlock[] {
  return renderWithLeftOut(template, scope).blocks;
}

interface Links {
  actionUrl: FieldTemplate | null;
  buttons: readonly { name: string; label: FieldTemplate; action: FieldTemplate }[];
  schemes: readonly string[];
}

function linkBlocks({ actionUrl, buttons, schemes }: Links, scope: TemplateScope): RenderedInApp {
  const blocks: FeedBlock[] = [];
  const leftOut: LeftOut[] = [];
  if (actionUrl !== null) {
    const rendered = actionUrl(scope);
    const judged = judgeUrl(rendered.text, schemes);
    leftOut.push(...rendered.leftOut);
    if (judged.ok) blocks.push({ kind: "text", name: "action_url", text: judged.url });
    else leftOut.push(entry("actionUrl", "link", judged.reason, rendered.text));
  }

  const shown: FeedButton[] = [];
  for (const [index, button] of buttons.entries()) {
    const rendered = { label: button.label(scope), action: button.action(scope) };
    const label = rendered.label.text.trim();
    const judged = judgeUrl(rendered.action.text, schemes);
    leftOut.push(...rendered.label.leftOut, ...rendered.action.leftOut);
    if (label !== "" && judged.ok) shown.push({ name: button.name, label, action: judged.url });
    if (label === "") leftOut.push(entry(`buttons.${index}.label`, "button", "empty_label", button.name));
    if (!judged.ok) leftOut.push(entry(`buttons.${index}.action`, "button", judged.reason, rendered.action.text));
  }
  if (shown.length > 0) blocks.push({ kind: "buttons", name: "actions", buttons: shown });
  return { blocks, leftOut };
}

function entry(field: string, what: LeftOut["what"], reason: LeftOut["reason"], value: string): LeftOut {
  const one = new LeftOuts(field);
  one.add(what, reason, value);
  return one.all()[0] ?? { field, what, reason, count: 1 };
}

export function readsOf(template: CompiledInAppTemplate): TemplateReads {
  return readsOfRoots(template.roots);
}

function compileBody(
  template: InAppTemplate,
  parse: (text: string, path: string[]) => LiquidSource | null,
  schemes: readonly string[],
): CompiledInAppTemplate["body"] {
  const kind = template.markdown === undefined ? "text" : "markdown";
  const source = parse(template[kind] ?? "", [kind]);
  if (source === null) return { kind, render: NOTHING };
  return { kind, render: kind === "markdown" ? markdownField(source, [kind], schemes) : plainField(source, [kind]) };
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

function urlIssues(text: string, path: string[], { schemes }: LinkRules): InputIssue[] {
  if (judgeUrl(text, schemes).ok) return [];
  const own = schemes.length === 0 ? "" : `, and this environment's schemes ${schemes.join(", ")}`;
  const message = `Only http, https, mailto, tel and relative URLs are allowed${own}.`;
  return [{ path, code: "unsafe_url", message }];
}
