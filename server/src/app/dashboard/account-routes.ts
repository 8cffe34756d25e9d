import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { AuditLog } from "../../modules/audit/index.js";
import type { MemberLinks, MemberRow, MemberSignIn } from "../../modules/members/index.js";
import { AppError } from "../../platform/errors/index.js";
import type { AttemptLimit } from "../../platform/rate-limits/index.js";
import { isOwnPage } from "../http/own-page.js";
import type { BrowserSessions } from "./browser-sessions.js";

export interface AccountRouteOptions {
  browsers: BrowserSessions;
  audit: AuditLog;
  memberLinks: MemberLinks;
  memberSignIn: MemberSignIn;
  limits: SignInLimits;
  /** Whether an identity provider lets members in. */
  hasProvider: boolean;
}

/** How often one may try. Failures count; a success forgets those of the same account and address. */
export interface SignInLimits {
  /** One account from one address. */
  pair: AttemptLimit;
  /** One account from everywhere: many addresses may not guess together. */
  account: AttemptLimit;
  /** One address at all accounts, and at links. */
  address: AttemptLimit;
}

const BODY_MAX_BYTES = 4096;
const text = (max: number) => z.string().max(max);
const passwordBody = z.object({ email: text(300), password: text(2000) });
const linkBody = z.object({ token: text(100) });
const claimBody = z.object({
  ...{ token: text(100), password: text(2000) },
  ...{ email: text(300).nullish(), name: text(300).nullish() },
});

/**
 * Signing in by a password, by a link, and out. HTTP routes and no mutations, so that aliases cannot multiply guesses. Each asks
 * for a page of this server: another site must neither sign its reader in nor out.
 */
export function addAccountRoutes(app: FastifyInstance, options: AccountRouteOptions): void {
  const { browsers, memberLinks, hasProvider } = options;
  const route = {
    bodyLimit: BODY_MAX_BYTES,
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header("cache-control", "no-store");
      if (isOwnPage(request.raw, browsers.hosts)) return;
      throw new AppError("FORBIDDEN", "This is answered to a page of this server only.");
    },
  };

  app.post("/dashboard/auth/methods", route, async () => ({ password: true, provider: hasProvider }));

  app.post("/dashboard/auth/session", route, async (request) => {
    const found = await browsers.firstEnvironment(request);
    // Not an error: every first visit asks, and browsers write each refusal to their console.
    if (!found) return { environmentKey: null };
    if (found.environmentKey !== null) return { environmentKey: found.environmentKey };
    throw new AppError("FORBIDDEN", "You are a member, but may see no environment. Ask an owner for a role.");
  });

  app.post("/dashboard/auth/password", route, async (request, reply) => {
    const { email, password } = read(passwordBody, request.body);
    const member = await byPassword(options, request, { email, password });
    return signIn(options, { request, reply }, member);
  });

  app.post("/dashboard/auth/link", route, async (request) => {
    await options.limits.address.take(browsers.addressOf(request));
    const facts = await memberLinks.factsOf(read(linkBody, request.body).token);
    if (facts && facts.kind !== "LOCAL") return facts;
    throw new AppError("NOT_FOUND", "This link was used, has expired, or was not copied whole. Ask for a new one.");
  });

  app.post("/dashboard/auth/claim", route, async (request, reply) => {
    await options.limits.address.take(browsers.addressOf(request));
    const { member, kind } = await memberLinks.join(read(claimBody, request.body));
    const ipAddress = browsers.addressOf(request);
    const entry = { target: `member:${member.email}`, memberId: member.id, actorName: member.name ?? member.email };
    const changes = { role: { after: member.role }, link: { after: kind.toLowerCase() } };
    await options.audit.note({ ...entry, action: "member.joined", ipAddress, changes });
    return signIn(options, { request, reply }, member);
  });

  app.post("/dashboard/auth/sign-out", route, async (request, reply) => {
    await browsers.end(request, reply);
    return reply.code(204).send();
  });
}

async function byPassword(
  { browsers, limits, memberSignIn, audit }: AccountRouteOptions,
  request: FastifyRequest,
  { email, password }: { email: string; password: string },
): Promise<MemberRow> {
  const account = email.trim().toLowerCase();
  const address = browsers.addressOf(request);
  await limits.pair.take(`${account} ${address}`);
  await limits.account.take(account);
  await limits.address.take(address);
  const member = await memberSignIn.byPassword(account, password);
  if (member) {
    await limits.pair.forget(`${account} ${address}`);
    return member;
  }
  const entry = { action: "signIn.refused", target: `member:${account}`, actorName: account, ipAddress: address };
  await audit.note(entry);
  throw new AppError("UNAUTHENTICATED", "The email address and the password do not fit together.");
}

/** Begins the member's session. Answers the environment to go to. */
export async function signIn(
  { browsers, audit }: Pick<AccountRouteOptions, "browsers" | "audit">,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  member: MemberRow,
  method: "PASSWORD" | "OIDC" = "PASSWORD",
): Promise<{ environmentKey: string | null }> {
  const start = { role: member.role, method, environmentId: null, memberId: member.id } as const;
  const environmentKey = await browsers.begin(request, reply, start);
  await audit.note({
    ...{ action: "signIn.done", target: `member:${member.email}`, memberId: member.id },
    ...{ actorName: member.name ?? member.email, ipAddress: browsers.addressOf(request) },
    changes: { method: { after: method.toLowerCase() } },
  });
  return { environmentKey };
}

function read<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError("BAD_REQUEST", `The body is not what this route reads: ${z.prettifyError(parsed.error)}`);
}
