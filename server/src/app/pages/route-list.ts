import type { FastifyInstance } from "fastify";
import { ConfigError } from "../../platform/config/index.js";

/** Collects the routes of an app while they are added. */
export class RouteList {
  readonly #all = new Set<string>();
  readonly #readable = new Set<string>();

  constructor(app: FastifyInstance) {
    app.addHook("onRoute", ({ url, method }) => {
      this.#all.add(url);
      if ([method].flat().includes("GET")) this.#readable.add(url);
    });
  }

  /** The paths that answer GET. */
  get paths(): string[] {
    return [...this.#readable];
  }

  /**
   * A base path that begins like one of our routes would be ambiguous: nobody could tell whether the proxy has stripped it.
   */
  refuseAsBasePath(basePath: string): void {
    const own = [...this.#all].find((url) => basePath !== "" && `${url}/`.startsWith(`${basePath}/`));
    if (own === undefined) return;
    throw new ConfigError(
      `These settings cannot be used:\n  CARILLON_BASE_PATH must be no path of Carillon's own, as ${own} is`,
    );
  }
}
