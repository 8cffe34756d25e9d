import type { AuditedCall } from "./audited-call.js";
import type { Role } from "./roles.js";

/** The acting party. */
export type Actor =
  | { kind: "secret"; apiKeyId: string }
  | {
      kind: "user";
      userId: string;
      apiKeyId: string;
      /** End of the user token in epoch milliseconds; null for a development user id without a token. */
      tokenExpiresAt: number | null;
      /** The `kid` of the key that signed the token; absent without a token. */
      signingKeyId?: string;
    }
  /** A public key without a user: it may read the schema, and nothing else. */
  | { kind: "public"; apiKeyId: string }
  /** A person who works in the dashboard. */
  | {
      kind: "member";
      sessionId: string;
      /** Null for a session that belongs to no member: of a development server. */
      memberId: string | null;
      /** The name to show. */
      name: string;
      /** The role in the environment of the request. */
      role: Role;
      /** The role outside environments: over members, environments and the audit log. */
      accountRole: Role;
      /** The only environment that the session may see; null for all. */
      onlyEnvironmentId: number | null;
      /** Whether the session came from the development door, which asks for no proof of who it is. */
      isLocal: boolean;
      /** When the person last proved who they are, in epoch milliseconds; null for one who cannot repeat that. */
      signedInAt: number | null;
      /** Whether the environment hides personal data from this role, or records who looks at it. */
      personalData: "open" | "recorded" | "hidden";
      /** When the session ends in any case, in epoch milliseconds. */
      sessionExpiresAt: number;
    }
  /** Work that no request asked for: jobs, seeds, sweeps. */
  | { kind: "system" };

/** The environment and the actor: the first argument of every service method. */
export interface Scope {
  readonly environmentId: number;
  readonly isDevelopment: boolean;
  readonly actor: Actor;
  /** The call for which this scope was made, if it leaves an entry in the audit log. */
  readonly call?: AuditedCall | null;
}

/** Whether the caller is authenticated. A public key without a user is not: public keys are no secrets. */
export function isGoodKey(scope: Scope): boolean {
  const { kind } = scope.actor;
  return kind === "secret" || kind === "user" || kind === "member";
}

/** The user that a user token acts for; null for a secret key and for the system. */
export function actingUserId(scope: Scope): string | null {
  return scope.actor.kind === "user" ? scope.actor.userId : null;
}

/** The scope of work that no request asked for. */
export function systemScope(environment: { environmentId: number; isDevelopment: boolean }): Scope {
  return {
    environmentId: environment.environmentId,
    isDevelopment: environment.isDevelopment,
    actor: { kind: "system" },
  };
}
