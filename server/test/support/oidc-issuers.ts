import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import Provider from "oidc-provider";

export const CLIENT = { id: "carillon", secret: "a secret of the issuer, 32 letters" };

export interface Issuer {
  url: string;
  stop(): Promise<void>;
}

/** A free port, for what must know its address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(port: number, listener: RequestListener): Promise<Issuer> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole identity provider, with its own pages for signing in. Everybody's address is `<login>@example.com`. */
export async function startIssuer(redirectUri: string): Promise<Issuer> {
  const port = await freePort();
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    pkce: { required: () => true },
    cookies: { keys: [randomUUID()] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    async findAccount(_context: unknown, login: string) {
      const claims = { sub: login, email: `${login}@example.com`, email_verified: login !== "unverified" };
      return { accountId: login, claims: async () => ({ ...claims, name: `Dr ${login}`, groups: [`${login}s`] }) };
    },
  });
  return listen(port, provider.callback());
}

/** What the forging issuer says; by default all is well. */
export interface Forged {
  /** Of the id token. */
  claims?: Record<string, unknown>;
  /** The state that it sends back. */
  state?: string;
  /** Beside the code, in the query. */
  query?: Record<string, string>;
  isSignedByAnother?: boolean;
  hasNoIdToken?: boolean;
}

export interface ForgingIssuer extends Issuer {
  /** Used by the answers from now on. */
  forged: Forged;
}

/** An issuer that lets everybody in at once as ada, and lies where it is told to. */
export async function startForgingIssuer(): Promise<ForgingIssuer> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const [own, another] = [await generateKeyPair("RS256"), await generateKeyPair("RS256")];
  const nonces = new Map<string, string>();
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const issuer: ForgingIssuer = {
    ...(await listen(port, (request, response) => void answer(request, response))),
    forged: {},
  };

  const tokenOf = (key: CryptoKey, nonce: string | undefined): Promise<string> => {
    const claims = { email: "ada@example.com", email_verified: true, nonce, ...issuer.forged.claims };
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: url, aud: CLIENT.id, sub: "ada", iat: now, exp: now + 60, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .sign(key);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = new URL(request.url ?? "/", url);
    const json = (body: object): void => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (asked.pathname === "/.well-known/openid-configuration") {
      const at = (path: string): string => `${url}/${path}`;
      return json({
        ...{ issuer: url, authorization_endpoint: at("auth"), token_endpoint: at("token"), jwks_uri: at("jwks") },
        ...{ response_types_supported: ["code"], subject_types_supported: ["public"] },
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (asked.pathname === "/jwks") return json({ keys: [jwk] });
    if (asked.pathname === "/auth") {
      const code = randomUUID();
      nonces.set(code, asked.searchParams.get("nonce") ?? "");
      const back = new URL(asked.searchParams.get("redirect_uri") ?? "");
      const state = issuer.forged.state ?? asked.searchParams.get("state") ?? "";
      back.search = new URLSearchParams({ code, state, ...issuer.forged.query }).toString();
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    const code = new URLSearchParams(await bodyOf(request)).get("code") ?? "";
    const idToken = await tokenOf((issuer.forged.isSignedByAnother ? another : own).privateKey, nonces.get(code));
    const tokens = { access_token: "a", token_type: "Bearer", expires_in: 60 };
    json(issuer.forged.hasNoIdToken ? tokens : { ...tokens, id_token: idToken });
  };
  return issuer;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
