import { createPrivateKey, type KeyObject } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../platform/json.js";
import { failure, type Failure, type VendorAnswer } from "../kit/answer.js";
import { readFailure } from "../kit/answers/read-failure.js";
import { at, parseObject, textAt } from "../kit/answers/read-json.js";
import type { AccessToken } from "../kit/provider.js";
import { postForm, unsendable, type HttpRequest, type Unsendable } from "../kit/request.js";
import { signJwt } from "../kit/signing/jwt.js";
import { TOKEN_RULES } from "./answers.js";

/** The only URL that gets signed requests, whatever `token_uri` the file contains. */
const TOKEN_URL = "https://oauth2.googleapis.com/token";
const SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ASSERTION_LIFE_SECONDS = 3600;

/** How long before its end a token is renewed. */
const RENEW_EARLY_MS = 10 * 60_000;
const PROJECT = /^[a-z0-9][a-z0-9-]{3,60}$/;

/** The used part of a service account's file. */
export interface ServiceAccount {
  kind: "account";
  projectId: string;
  email: string;
  keyId: string | null;
  key: KeyObject;
}

/** The service account of its file, given as text or as JSON; or the fault. */
export function readServiceAccount(file: string | JsonObject): ServiceAccount | Unsendable {
  const json = typeof file === "string" ? parseObject(file) : file;
  const [projectId, email, pem] = [
    textAt(json, "project_id"),
    textAt(json, "client_email"),
    textAt(json, "private_key"),
  ];
  if (!isJsonObject(json) || projectId === null || email === null || pem === null || !PROJECT.test(projectId)) {
    return refused(
      "The service account is not the content of its JSON file, with project_id, client_email and private_key.",
    );
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== "rsa") return refused("The private key of the service account is not one of RSA.");
    return { kind: "account", projectId, email, keyId: textAt(json, "private_key_id"), key };
  } catch {
    return refused("The private key of the service account cannot be read.");
  }
}

function refused(reason: string): Unsendable {
  return unsendable("auth", "invalid_service_account", reason);
}

/** Asks Google for an access token in exchange for an assertion that the service account's key signs (RFC 7523). */
export function tokenRequest(account: ServiceAccount, now: number): HttpRequest {
  const iat = Math.floor(now / 1000);
  const claims = {
    ...{ iss: account.email, sub: account.email, aud: TOKEN_URL, scope: SCOPE },
    ...{ iat, exp: iat + ASSERTION_LIFE_SECONDS },
  };
  const header = { typ: "JWT", ...(account.keyId !== null && { kid: account.keyId }) };
  const assertion = signJwt("RS256", header, claims, account.key);
  return postForm(TOKEN_URL, { accept: "application/json" }, { grant_type: GRANT, assertion });
}

export function readToken(answer: VendorAnswer, now: number): AccessToken | Failure {
  const body = parseObject(answer.body);
  const [token, seconds] = [textAt(body, "access_token"), at(body, "expires_in")];
  if (answer.status !== 200) return readFailure(answer, TOKEN_RULES, now);
  if (token === null || typeof seconds !== "number" || !/^[\x21-\x7e]+$/.test(token)) {
    return failure("retry", { code: "unreadable", reason: "Google answered with something that holds no token." });
  }
  const expiresAt = now + seconds * 1000;
  return { token, renewAt: Math.max(expiresAt - RENEW_EARLY_MS, now), expiresAt };
}
