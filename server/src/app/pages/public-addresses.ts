import type { IncomingMessage } from "node:http";
import { isBasePath } from "../../platform/config/index.js";
import { trustOf } from "../requests/client-address.js";

export interface PublicAddressesOptions {
  /** The path below which browsers find this server, such as `/notify`; empty for none, or if only the proxy knows it. */
  basePath?: string;
  /** Addresses and networks of trusted proxies, whose `X-Forwarded-…` headers are used. */
  trustedProxies?: readonly string[];
}

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i;

/**
 * How browsers address this server, which may be behind a proxy: by another host, over TLS, and below a path that the proxy
 * strips or leaves. Everything that a page or an answer says about its own address comes from here.
 */
export class PublicAddresses {
  readonly basePath: string;
  readonly #isTrusted: (request: IncomingMessage) => boolean;

  constructor({ basePath = "", trustedProxies = [] }: PublicAddressesOptions = {}) {
    this.basePath = basePath;
    const isTrusted = trustOf(trustedProxies);
    this.#isTrusted = ({ socket }) => trustedProxies.length > 0 && isTrusted(socket.remoteAddress ?? "");
  }

  /** The path and query that routes match, whether or not the proxy strips the base path. */
  routeOf(url: string): string {
    const { basePath } = this;
    if (basePath === "" || !url.startsWith(basePath)) return url;
    const rest = url.slice(basePath.length);
    if (rest.startsWith("/")) return rest;
    return rest === "" || rest.startsWith("?") ? `/${rest}` : url;
  }

  /** The host, with its port, that the browser named. */
  hostOf(request: IncomingMessage): string | undefined {
    const forwarded = this.#forwarded(request, "x-forwarded-host");
    return forwarded !== null && HOST.test(forwarded) ? forwarded : request.headers.host;
  }

  /** For example `https://bells.example/notify`, without a trailing slash. */
  baseUrlOf(request: IncomingMessage): string {
    const protocol = this.#forwarded(request, "x-forwarded-proto") === "https" ? "https" : "http";
    const host = this.hostOf(request);
    const shown = host !== undefined && HOST.test(host) ? host : "localhost:4000";
    return `${protocol}://${shown}${this.#basePathOf(request)}`;
  }

  /**
   * The prefix of every path on a page, such as `./` or `../`: relative to the page, so that it works below any path. Only
   * the page at `/` may have been requested without a slash at its end (`/notify`), where relative addresses would be wrong;
   * it uses the base path if that is known.
   */
  rootOf(request: IncomingMessage): string {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const basePath = this.#basePathOf(request);
    if (path === "/" && basePath !== "") return `${basePath}/`;
    const depth = path.split("/").length - 2;
    return depth <= 0 ? "./" : "../".repeat(depth);
  }

  #basePathOf(request: IncomingMessage): string {
    if (this.basePath !== "") return this.basePath;
    const prefix = this.#forwarded(request, "x-forwarded-prefix")?.replace(/\/$/, "") ?? "";
    return isBasePath(prefix) ? prefix : "";
  }

  /** The last value of a header, which the trusted proxy wrote; earlier values may be forged. */
  #forwarded(request: IncomingMessage, name: string): string | null {
    const value = request.headers[name];
    if (typeof value !== "string" || !this.#isTrusted(request)) return null;
    return value.split(",").at(-1)?.trim() ?? null;
  }
}
