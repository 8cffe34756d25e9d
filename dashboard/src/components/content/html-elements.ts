import { parseHtml, type HtmlNode } from "@carillon/client/safety";
import { createElement, type ReactNode } from "react";

const SCHEMES = ["http", "https", "mailto", "tel"];

/** HTML that others wrote, as React elements of an allow-list: nothing becomes HTML of this page, and links lead nowhere. */
export function htmlElements(html: string): ReactNode {
  return parseHtml(html, SCHEMES).map(toElement);
}

function toElement(node: HtmlNode, index: number): ReactNode {
  if (typeof node === "string") return node;
  const children = node.children.map(toElement);
  // Within a preview a heading would break the outline of the page, and a link would lead away from it.
  if (/^h[1-6]$/.test(node.tag)) return createElement("p", { key: index, "data-is-heading": true }, ...children);
  if (node.tag === "a") {
    return createElement("span", { key: index, "data-is-link": true, title: node.attributes["href"] }, ...children);
  }
  if (node.tag === "img") {
    return createElement("span", { key: index, "data-is-image": true }, node.attributes["alt"] ?? "image");
  }
  return createElement(node.tag, { key: index }, ...children);
}
