import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";

/** Elements that become a part by `innerHTML` never run as scripts, and the policy stops handlers and URLs that would. */
const SCRIPT = `addEventListener("message", ({ source, data }) => {
  if (source !== parent || typeof data !== "object" || data === null || typeof data.html !== "string") return;
  document.documentElement.innerHTML = data.html;
  document.documentElement.style.colorScheme = data.isDark === true ? "dark" : "light";
});
parent.postMessage("ready", "*");`;

const HTML = `<!doctype html><html><head><meta charset="utf-8" /><script>${SCRIPT}</script></head><body></body></html>`;

/**
 * The frame has an opaque origin. The one script that may run is ours, by its hash. Mails have their own styles and embedded
 * images; nothing is fetched. Pages of other origins cannot frame it.
 */
const POLICY = [
  "sandbox allow-scripts",
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "img-src data:",
  "font-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** A document without contents of its own, in which the dashboard shows mails: it sends the HTML by `postMessage`. */
export function addEmailFrame(app: FastifyInstance): void {
  app.get("/dashboard/frame/email.html", async (_request, reply) =>
    reply
      .headers({ "content-security-policy": POLICY, "x-frame-options": "SAMEORIGIN" })
      .type("text/html; charset=utf-8")
      .send(HTML),
  );
}
