/** Who acts. */
export type Actor =
  | { kind: "secret"; apiKeyId: string }
  | {
      kind: "user";
      userId: string;
      apiKeyId: string;
      /** When the user token ends, in epoch milliseconds; null when a development user id stands in for a token. */
      tokenExpiresAt: number | null;
      /** The `kid` that vouched for the token; absent without a token. */
      signingKeyId?: string;
    }
  /** A public key that speaks for nobody: it may ask what the schema is, and nothing else. */
  | { kind: "public"; apiKeyId: string }
  /** Work that no request asked for: jobs, seeds, sweeps. */
  | { kind: "system" };

/** In which environment, and as whom: the first argument of every service method. */
export interface Scope {
  readonly environmentId: number;
  readonly isDevelopment: boolean;
  readonly actor: Actor;
}

/** Whether the caller showed a key and says for whom: a public key that speaks for nobody is anybody's. */
export function isGoodKey(scope: Scope): boolean {
  return scope.actor.kind === "secret" || scope.actor.kind === "user";
}

/** The user that a user token speaks for; null for a secret key and for the system. */
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
