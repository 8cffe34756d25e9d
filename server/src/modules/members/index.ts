export type { MemberSessions } from "./member-sessions.js";
export type { Claim, LinkFacts, MemberLinks } from "./access/member-links.service.js";
export type { MemberService } from "./member.service.js";
export type { MemberSignIn, ProvidedPerson } from "./member-sign-in.service.js";
export type { EnvironmentRoleRow, MemberRow } from "./member.repository.js";
export { Member } from "./graphql/member.schema.js";
export { membersOf } from "./graphql/member-view.schema.js";
export { Role } from "./graphql/role.schema.js";
