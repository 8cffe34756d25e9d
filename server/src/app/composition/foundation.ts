import type { AuditLog } from "../../modules/audit/index.js";
import { createAuditModule } from "../../modules/audit/module.js";
import type { AuthOptions, SessionService } from "../../modules/authentication/index.js";
import {
  createAuthenticationModule,
  createSessions,
  type AuthenticationModule,
} from "../../modules/authentication/module.js";
import { createEnvironmentsModule, type EnvironmentsModule } from "../../modules/environments/module.js";
import { createIdempotencyModule, type IdempotencyModule } from "../../modules/idempotency/module.js";
import { createMembersModule, type MembersModule } from "../../modules/members/module.js";
import { createRequestsModule, type RequestsModule } from "../../modules/requests/module.js";
import type { Runtime } from "../../platform/runtime/index.js";

/** The modules that all others need: the caller, the environment, and repeated calls. */
export interface Foundation
  extends RequestsModule, IdempotencyModule, EnvironmentsModule, MembersModule, AuthenticationModule {
  audit: AuditLog;
  sessions: SessionService;
}

export interface FoundationOptions extends AuthOptions {
  /**
   * The URL by which vendors and browsers reach this server. If omitted, callback URLs use the address at which the server
   * listens, and links of members begin with a path.
   */
  publicUrl?: string | undefined;
  /** Whether an identity provider lets members in. */
  hasProvider?: boolean;
}

export function createFoundation(runtime: Runtime, options: FoundationOptions = {}): Foundation {
  const requests = createRequestsModule();
  const { nodes } = requests;
  const { audit } = createAuditModule(runtime);
  const { idempotency } = createIdempotencyModule(runtime);
  const environments = createEnvironmentsModule(runtime, { nodes, idempotency });
  const sessions = createSessions(runtime);
  const deps = { ...environments, nodes, audit, sessions };
  const publicUrl = options.publicUrl?.replace(/\/$/, "") ?? "";
  const members = createMembersModule(runtime, deps, {
    hasProvider: options.hasProvider ?? false,
    addressOf: (token) => `${publicUrl}/dashboard/claim#${token}`,
  });
  const accounts = createAuthenticationModule(runtime, { ...deps, members: members.members }, options);
  const resolvers = [environments, requests, members, accounts].flatMap((module) => module.resolvers);
  return { ...environments, ...members, ...accounts, nodes, idempotency, audit, sessions, resolvers };
}
