import type { Runtime } from "../../platform/runtime/index.js";
import type { AuditLog } from "../audit/index.js";
import type { ApiKeyService, EnvironmentService } from "../environments/index.js";
import { parseUuidId } from "../identifiers/index.js";
import { may, scopeOf, type NodeRegistry } from "../requests/index.js";
import { MemberLinkRepository } from "./access/member-link.repository.js";
import { MemberLinks } from "./access/member-links.service.js";
import { Passwords } from "./access/password.service.js";
import { toAuditEntry } from "./graphql/audit-view.schema.js";
import { AuditResolver } from "./graphql/audit.resolver.js";
import { MemberResolver, type MemberResolverOptions } from "./graphql/member.resolver.js";
import { toMember } from "./graphql/member-view.schema.js";
import { MemberRepository } from "./member.repository.js";
import { MemberService } from "./member.service.js";
import type { MemberSessions } from "./member-sessions.js";
import { MemberSignIn } from "./member-sign-in.service.js";

export interface MembersModule {
  members: MemberService;
  memberLinks: MemberLinks;
  memberSignIn: MemberSignIn;
  resolvers: object[];
}

export interface MembersDeps {
  nodes: NodeRegistry;
  environments: EnvironmentService;
  apiKeys: ApiKeyService;
  audit: AuditLog;
  sessions: MemberSessions;
}

export function createMembersModule(
  runtime: Runtime,
  { nodes, environments, sessions, ...deps }: MembersDeps,
  options: MemberResolverOptions,
): MembersModule {
  const repository = new MemberRepository();
  const passwords = new Passwords();
  const memberLinks = new MemberLinks(runtime, { members: repository, rows: new MemberLinkRepository(), passwords });
  const memberSignIn = new MemberSignIn(runtime, { members: repository, passwords }, sessions);
  const members = new MemberService(runtime, { members: repository, links: memberLinks, environments }, sessions);
  nodes.register("member", async (context, ids) => {
    if (!may(scopeOf(context), "members.read")) return [];
    const uuids = ids.flatMap((id) => parseUuidId("member", id) ?? []);
    return (await members.byIds(uuids)).map(toMember);
  });
  nodes.register("auditEntry", async (context, ids) => {
    if (!may(scopeOf(context), "audit.read")) return [];
    const uuids = ids.flatMap((id) => parseUuidId("auditEntry", id) ?? []);
    return (await deps.audit.byIds(uuids)).map(toAuditEntry);
  });
  const audits = new AuditResolver({ ...deps, environments, members });
  return { members, memberLinks, memberSignIn, resolvers: [new MemberResolver(members, options), audits] };
}
