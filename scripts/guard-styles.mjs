import { transformSync } from "esbuild";

/**
 * Adds a guard to the widget's layered style sheet. A rule in a layer loses to every unlayered rule of the host, for
 * example `* { padding: 0 }` of a reset or `p { … }` of Pico. So the guard repeats the rules outside the layer:
 *
 * - with the specificity of eight type selectors: above the host's rules for `*` and elements, below any class;
 * - with `!important` for buttons, links and fields, because hosts style them by `[type=button]` and `button:hover`,
 *   which are as specific as classes;
 * - never for a part that has a class of the host (`data-carillon-own`), so that the host's layered utilities win there.
 */
export function guardStyles(css) {
  const open = css.indexOf("@layer carillon {") + "@layer carillon {".length;
  const layered = css.slice(open, css.lastIndexOf("}"));
  return transformSync(css + guardBlock(withoutComments(layered)), { loader: "css", minify: true }).code;
}

/** Matches every element, with the specificity of eight type selectors. */
const EIGHT = `:not(${"o ".repeat(8).trim()})`;
const CONTROL =
  /\.carillon-(bell|tab|new|button|button-primary|icon-button|link|item-link|choices|choice|input|preference-box|avatar(?:-tone-\d|-none)?)(?![a-z-])|:focus-visible|\.carillon-text a|\.carillon-content img/;

function withoutComments(css) {
  return css.replace(/\/\*[\s\S]*?\*\//g, "");
}

function guardBlock(block) {
  let guarded = "";
  for (let rest = block.trim(); rest !== "";) {
    const at = rest.indexOf("{");
    const head = rest.slice(0, at).trim();
    const end = endOfBlock(rest, at);
    const body = rest.slice(at + 1, end);
    rest = rest.slice(end + 1).trim();
    if (head.startsWith("@keyframes")) continue;
    guarded += head.startsWith("@") ? `${head} {\n${guardBlock(body)}}\n` : guardRule(head, body);
  }
  return guarded;
}

function guardRule(head, body) {
  const selectors = splitSelectors(head).map((selector) =>
    selector.replace(/^:where\([\s\S]*\)(?=::|$)/, (where) => `${where}:where(:not([data-carillon-own]))${EIGHT}`),
  );
  const isControl = CONTROL.test(head);
  const declarations = body
    .split(/;\s*\n/)
    .map((each) => each.trim().replace(/;$/, ""))
    .filter((each) => each !== "" && !each.startsWith("--_"));
  if (declarations.length === 0) return "";
  const suffix = isControl ? " !important" : "";
  return `${selectors.join(", ")} {\n${declarations.map((each) => `  ${each}${suffix};\n`).join("")}}\n`;
}

function splitSelectors(head) {
  const parts = [""];
  let depth = 0;
  for (const character of head) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function endOfBlock(css, from) {
  let depth = 0;
  for (let index = from; index < css.length; index += 1) {
    if (css[index] === "{") depth += 1;
    if (css[index] === "}" && --depth === 0) return index;
  }
  throw new Error("A block of the style sheet does not end.");
}
