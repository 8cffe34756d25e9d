import { type HtmlNode, parseHtml } from "@carillon/client/safety";
import { type ReactNode, createElement } from "react";

/**
 * An item's HTML as React elements: only elements of the allow-list, without `innerHTML`, so that it works under
 * Trusted Types.
 */
export function htmlElements(html: string, schemes: readonly string[]): ReactNode {
  return parseHtml(html, schemes).map(toElement);
}

function toElement(node: HtmlNode, index: number): ReactNode {
  if (typeof node === "string") return node;
  // A heading within an item would break the outline of the page around it.
  if (/^h[1-6]$/.test(node.tag)) {
    return createElement("p", { key: index, className: "carillon-heading" }, ...node.children.map(toElement));
  }
  const { start, ...attributes } = node.attributes;
  const props = { key: index, ...attributes, ...(start === undefined ? {} : { start: Number(start) }) };
  return createElement(node.tag, props, ...node.children.map(toElement));
}
