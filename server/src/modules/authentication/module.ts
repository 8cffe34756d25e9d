import type { Runtime } from "../../platform/runtime/index.js";
import type { EnvironmentService } from "../environments/index.js";
import type { MemberService } from "../members/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import { AuthService, type AuthOptions } from "./auth.service.js";
import { CredentialRepository } from "./credential.repository.js";
import { SessionRepository } from "./sessions/session.repository.js";
import { SessionResolver } from "./sessions/session.resolver.js";
import { SessionService } from "./sessions/session.service.js";
import { toSession } from "./sessions/session-view.schema.js";

export interface AuthenticationModule {
  authentication: AuthService;
  resolvers: object[];
}

export interface AuthenticationDeps {
  nodes: NodeRegistry;
  environments: EnvironmentService;
  members: MemberService;
  sessions: SessionService;
}

/** Made before the members, who end sessions. */
export function createSessions(runtime: Runtime): SessionService {
  return new SessionService(runtime, new SessionRepository());
}

export function createAuthenticationModule(
  runtime: Runtime,
  { nodes, environments, members, sessions }: AuthenticationDeps,
  options: AuthOptions = {},
): AuthenticationModule {
  const authentication = new AuthService(runtime, { credentials: new CredentialRepository(), sessions }, options);
  // A caller sees its own session only.
  nodes.register("session", async (context, ids) => {
    const scope = scopeOf(context);
    if (!may(scope, "environments.read") || scope.actor.kind !== "member") return [];
    const row = await sessions.sessionOf(scope);
    const session = row && toSession(scope, row, scope.actor);
    return session && ids.includes(session.id) ? [session] : [];
  });
  return { authentication, resolvers: [new SessionResolver({ sessions, environments, members })] };
}
