export { ACTION_URL_BLOCK, actionUrlOf } from "./action-url.js";
export { parseHtml, sanitizeHtml } from "./html.js";
export type { HtmlElementNode, HtmlNode } from "./html.js";
export { safeImageUrl, safeUrl } from "./safe-url.js";
