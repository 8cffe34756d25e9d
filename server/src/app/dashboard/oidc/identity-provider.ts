import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type Configuration,
} from "openid-client";
import type { ProvidedPerson } from "../../../modules/members/index.js";
import type { OidcRoleRule } from "../../../platform/config/index.js";
import { AppError } from "../../../platform/errors/index.js";
import { derived, type OidcFlow } from "./oidc-flow.js";
import { roleByClaims } from "./role-claims.js";

export interface IdentityProviderOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where the provider sends the browser back to. */
  redirectUri: string;
  roles: readonly OidcRoleRule[];
  now: () => number;
}

/** The provider's keys and addresses may change; openid-client reads its keys again by itself. */
const CONFIGURATION_MS = 3_600_000;
/** Where a person must prove who they are again, a sign-in at the provider counts this long. */
const AGAIN_S = 300;
const TIMEOUT_S = 10;

/** The company's identity provider: OpenID Connect by the authorization code flow with PKCE, state and nonce. */
export class IdentityProvider {
  readonly #options: IdentityProviderOptions;
  #known: { configuration: Promise<Configuration>; until: number } | null = null;

  constructor(options: IdentityProviderOptions) {
    this.#options = options;
  }

  /** Throws `UNAVAILABLE` where the provider does not answer, or is not what the setting says. */
  async check(): Promise<void> {
    await this.#configuration();
  }

  /** Where the browser goes to sign in. */
  async signInUrl(flow: OidcFlow): Promise<URL> {
    return buildAuthorizationUrl(await this.#configuration(), {
      redirect_uri: this.#options.redirectUri,
      scope: "openid email profile",
      code_challenge: await calculatePKCECodeChallenge(derived(flow, "verifier")),
      code_challenge_method: "S256",
      state: derived(flow, "state"),
      nonce: derived(flow, "nonce"),
      ...(flow.isAgain ? { max_age: String(AGAIN_S) } : {}),
    });
  }

  /** The person whom the provider sends back with this query, once everything about its answer is checked. */
  async personOf(flow: OidcFlow, search: string): Promise<ProvidedPerson> {
    const { redirectUri, roles } = this.#options;
    const configuration = await this.#configuration();
    const tokens = await authorizationCodeGrant(configuration, new URL(search, redirectUri), {
      pkceCodeVerifier: derived(flow, "verifier"),
      expectedState: derived(flow, "state"),
      expectedNonce: derived(flow, "nonce"),
      idTokenExpected: true,
      ...(flow.isAgain ? { maxAge: AGAIN_S } : {}),
    });
    const idClaims = tokens.claims();
    if (!idClaims) throw new AppError("FORBIDDEN", "The identity provider gave no id token.");
    const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
    const more = hasUserInfo ? await fetchUserInfo(configuration, tokens.access_token, idClaims.sub) : {};
    const claims: Record<string, unknown> = { ...more, ...idClaims };
    const { email, email_verified: isVerified, name } = claims;
    if (typeof email !== "string") throw new AppError("FORBIDDEN", "The identity provider gives no email address.");
    if (isVerified !== true) {
      throw new AppError("FORBIDDEN", `The identity provider has not verified the address ${email}.`);
    }
    return {
      subject: `${idClaims.iss} ${idClaims.sub}`,
      email,
      name: typeof name === "string" && name !== "" ? name.slice(0, 100) : null,
      role: roleByClaims(claims, roles),
    };
  }

  async #configuration(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, now } = this.#options;
    if (!this.#known || this.#known.until < now()) {
      const url = new URL(issuer);
      // The standard lets TLS stand for the signature of a token that came straight from the issuer; both are checked here.
      const execute = [enableNonRepudiationChecks, ...(url.protocol === "http:" ? [allowInsecureRequests] : [])];
      const configuration = discovery(url, clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_S });
      this.#known = { configuration, until: now() + CONFIGURATION_MS };
    }
    try {
      return await this.#known.configuration;
    } catch (cause) {
      this.#known = null;
      const message = "The identity provider does not answer, or is not the one that this server expects.";
      throw new AppError("UNAVAILABLE", message, { cause, retryAfterMs: 5000 });
    }
  }
}
