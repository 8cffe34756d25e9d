import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { PublicAddresses } from "./public-addresses.js";

/** Values that a server inserts into one view of a page. */
export interface PageFill {
  /** The public key that the page may use. */
  publicKey: string | null;
  /** Proves that this view was given to the person who runs the server. */
  pageToken: string | null;
}

/** The text of one view of a page. */
export type PageView = (request: FastifyRequest, fill?: PageFill) => string;

export interface BuiltPageOptions {
  /** Folder of the built pages; null for none. */
  webRoot: string | null;
  /** The folder below the web root, and the first part of the assets' path, for example `graphiql`. */
  name: string;
  addresses: PublicAddresses;
}

const NOTHING: PageFill = { publicKey: null, pageToken: null };

/**
 * Serves the assets of a built page below `/<name>/assets/`, and renders its views; null if the page was not built. A page
 * is built with relative addresses, and each view contains its base address: so the page works below any path of a proxy.
 */
export async function serveBuiltPage(
  app: FastifyInstance,
  { webRoot, name, addresses }: BuiltPageOptions,
): Promise<PageView | null> {
  const root = join(webRoot ?? "", name);
  if (webRoot === null || !existsSync(join(root, "index.html"))) return null;
  await serveAssets(app, name, join(root, "assets"));
  const html = await readFile(join(root, "index.html"), "utf8");
  return ({ raw }, { publicKey, pageToken } = NOTHING) => {
    const pageRoot = addresses.rootOf(raw);
    return fill(
      html.replace(ASSETS, (_all, start: string) => `${start}"${pageRoot}${name}/assets/`),
      {
        "carillon-root": pageRoot,
        "carillon-public-key": publicKey,
        "carillon-page-token": pageToken,
      },
    );
  };
}

/** Asset names contain a hash of their contents, so browsers may cache them for ever. */
async function serveAssets(app: FastifyInstance, name: string, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    prefix: `/${name}/assets/`,
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: "365d",
    setHeaders: (reply) => {
      // A worker has its own policy, which must allow what its page may do.
      reply.header("content-security-policy", "default-src 'self'; connect-src 'self'; frame-ancestors 'none'");
    },
  });
}

function fill(html: string, values: Readonly<Record<string, string | null>>): string {
  return html.replace(PLACES, (whole, start: string, name: string) => {
    const value = values[name] ?? null;
    return value === null ? whole : `${start}"${encodeURIComponent(value)}"`;
  });
}

/** The build's names of a page's own assets. */
const ASSETS = /(\s(?:src|href)=)"\.\/assets\//g;
const PLACES = /(<meta name="(carillon-[a-z-]+)" content=)""/g;
