import { createHmac } from "node:crypto";

/** What one sign-in at the identity provider needs to remember, in its browser alone. */
export interface OidcFlow {
  /** 256 bits, from which the values that the provider sees are derived. */
  secret: string;
  /** Whether the provider must have asked the person lately. */
  isAgain: boolean;
}

const SECRET = /^[\w-]{43}$/;

/** The flow as the value of its cookie. */
export function writeFlow({ secret, isAgain }: OidcFlow): string {
  return `${secret}.${isAgain ? "again" : "first"}`;
}

/** Null for what no cookie of ours has. */
export function readFlow(value: string | null): OidcFlow | null {
  const [secret = "", kind, ...rest] = value?.split(".") ?? [];
  if (!SECRET.test(secret) || rest.length > 0 || (kind !== "again" && kind !== "first")) return null;
  return { secret, isAgain: kind === "again" };
}

/** One of the values that the provider sees: it says nothing of the others. */
export function derived(flow: OidcFlow, name: "state" | "nonce" | "verifier"): string {
  return createHmac("sha256", flow.secret).update(`carillon oidc ${name}`).digest("base64url");
}
