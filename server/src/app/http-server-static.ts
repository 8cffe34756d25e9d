import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** A page built into a folder of its own: `index.html`, and `assets/` whose names change with their contents. */
export interface WebPage {
  /** Such as `graphiql`: the folder below the web root, and the first part of the assets' path. */
  name: string;
  /** The built folder. */
  root: string;
}

/** The page, or null when it was not built. */
export function findPage(webRoot: string | null, name: string): WebPage | null {
  if (webRoot === null) return null;
  const root = join(webRoot, name);
  return existsSync(join(root, "index.html")) ? { name, root } : null;
}

/** Serves a page's assets under `/<name>/assets/`. Their names hold a hash, so they may be kept for ever. */
export async function serveAssets(app: FastifyInstance, page: WebPage): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(page.root, "assets"),
    prefix: `/${page.name}/assets/`,
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: "365d",
    setHeaders: (reply) => {
      // Workers carry a policy of their own, which must let them do what their page may.
      reply.header("content-security-policy", "default-src 'self'; connect-src 'self'; frame-ancestors 'none'");
    },
  });
}

/** The page's text, with the public key that it may use where it has a place for one. */
export async function readPageHtml(page: WebPage, publicKey: string | null): Promise<string> {
  const html = await readFile(join(page.root, "index.html"), "utf8");
  return publicKey === null ? html : html.replace(KEY_PLACE, `$1"${encodeURIComponent(publicKey)}"`);
}

const KEY_PLACE = /(<meta name="carillon-public-key" content=)""/;
