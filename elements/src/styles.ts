import { css } from "@carillon/styles";

const HOST = `:host { display: block; min-width: 0 } :host([hidden]) { display: none }
:host(carillon-bell) { display: inline-block } .place { height: 100% }`;

let sheet: CSSStyleSheet | null = null;

/**
 * One constructed style sheet for all elements, which a strict Content-Security-Policy allows. Browsers without
 * constructed style sheets get a `<style>` element.
 */
export function adoptStyles(shadow: ShadowRoot): ShadowRoot {
  const text = `${HOST}\n${css}`;
  try {
    sheet ??= new CSSStyleSheet();
    if (sheet.cssRules.length === 0) sheet.replaceSync(text);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = text;
    shadow.append(style);
  }
  return shadow;
}
