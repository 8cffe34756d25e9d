/** The package has no types; this is what the tests use of it. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  // As the package exports it.
  // eslint-disable-next-line no-restricted-syntax
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    on(event: string, listener: (...args: unknown[]) => void): this;
  }
}
