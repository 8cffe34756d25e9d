import type { GraphQLFieldResolver, GraphQLSchema } from "graphql";
import { recordCall } from "../../../modules/audit/index.js";
import {
  requireFreshSignIn,
  requireRight,
  scopeOf,
  type AuditedCall,
  type RequestContext,
  type Right,
  type Scope,
} from "../../../modules/requests/index.js";
import { AppError } from "../../../platform/errors/index.js";
import { rootFields } from "../../../platform/graphql/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { changesOf, targetOf } from "./audited-call.js";
import { AUDITED_FIELDS, FRESH_FIELDS, isConfiguration, type AuditedField } from "./audited-fields.js";
import { GUESSING_FIELDS } from "./personal-fields.js";
import { RecentKeys } from "./recent-keys.js";
import type { RightsOfFields } from "./root-rights.js";

/** What the audit log needs; without it, as in tests of single modules, nothing is recorded. */
export type CallGuards = Pick<Runtime, "database" | "clock">;

type Resolve = GraphQLFieldResolver<unknown, RequestContext, Record<string, unknown>, unknown>;

/** A refusal is recorded once in this time for each session and field, so that nobody fills the log. */
const REFUSED_EVERY_MS = 60_000;
/** A draft saves itself each second, and is recorded once in this time for each session and workflow. */
const SAVED_EVERY_MS = 3_600_000;

/** What was recorded lately, of all fields. */
interface RecentCalls {
  refused: RecentKeys;
  saved: RecentKeys;
}

/**
 * Makes each root field ask for its right, and mutations leave their entry in the audit log. A field that is missing in the
 * tables is a mistake of ours, so nothing starts.
 */
export function guardRootFields(schema: GraphQLSchema, rights: RightsOfFields, guards: CallGuards | null): void {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  const recent = { refused: new RecentKeys(REFUSED_EVERY_MS), saved: new RecentKeys(SAVED_EVERY_MS) };
  for (const field of rootFields(schema)) {
    const right = rights[field.name];
    if (right === undefined) throw new Error(`The root field ${field.name} has no entry in the table of rights.`);
    const { resolve, subscribe } = field;
    if (right === null) continue;
    if (subscribe) {
      field.subscribe = (source, args, context: RequestContext, info) => {
        requireRight(scopeOf(context), right);
        return subscribe(source, args, context, info);
      };
    } else if (resolve) {
      field.resolve =
        mutations[field.name] === field
          ? guardMutation(field.name, resolve, { right, guards, recent })
          : ask(field.name, resolve, right);
    }
  }
}

function ask(name: string, resolve: Resolve, right: Right): Resolve {
  const guessing = GUESSING_FIELDS[name];
  return (source, args, context, info) => {
    const scope = scopeOf(context);
    requireRight(scope, right);
    if (guessing !== undefined) refuseGuesses(scope, guessing === "always" || args["filter"] != null);
    return resolve(source, args, context, info);
  };
}

/** Who may not see personal data must not find it out by asking whether it fits. */
function refuseGuesses({ actor }: Scope, isGuess: boolean): void {
  if (!isGuess || actor.kind !== "member" || actor.personalData !== "hidden") return;
  const message =
    "This environment hides personal data from your role, and this would find it out. Ids can be looked up.";
  throw new AppError("FORBIDDEN", message);
}

function guardMutation(
  name: string,
  resolve: Resolve,
  { right, guards, recent }: { right: Right; guards: CallGuards | null; recent: RecentCalls },
): Resolve {
  const field = AUDITED_FIELDS[name];
  if (!field) throw new Error(`The mutation ${name} has no entry in the table of the audit log.`);
  if (!guards) return ask(name, resolve, right);

  return async (source, args, context, info) => {
    const scope = scopeOf(context);
    const { actor } = scope;
    if (actor.kind !== "member" && (actor.kind !== "secret" || !isConfiguration(field))) {
      requireRight(scope, right);
      return resolve(source, args, context, info);
    }
    try {
      requireRight(scope, right);
      if (FRESH_FIELDS.has(name)) requireFreshSignIn(scope, guards.clock.now());
    } catch (error) {
      if (actor.kind === "member") await noteRefusal(guards, context, { name, refused: recent.refused });
      throw error;
    }
    const call = callOf(field, args, context);
    const isRepeated =
      name === "saveWorkflow" && actor.kind === "member" && recent.saved.has(`${actor.sessionId} ${call.target}`);
    if (isRepeated) return resolve(source, args, context, info);
    return withCall(guards, { context, call }, async () => resolve(source, args, context, info));
  };
}

/** Runs a mutation. An entry that no transaction of it has stored is stored after it. */
async function withCall(
  { database }: CallGuards,
  { context, call }: { context: RequestContext; call: AuditedCall },
  run: () => Promise<unknown>,
): Promise<unknown> {
  context.call = call;
  try {
    const answer = await run();
    if (!call.isRecorded && !hasDoneNothing(answer)) await recordCall(database, scopeOf(context));
    return answer;
  } catch (error) {
    if (error instanceof AppError && error.code === "FORBIDDEN" && !call.isRecorded) {
      const refusal = { ...call, action: "access.refused" };
      context.call = refusal;
      await recordCall(database, scopeOf(context));
    }
    throw error;
  } finally {
    context.call = null;
  }
}

/** A repeated call with the same idempotency key, or one that saves what is saved already. */
function hasDoneNothing(answer: unknown): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  return Reflect.get(answer, "isReplay") === true || Reflect.get(answer, "isUnchanged") === true;
}

function callOf(field: AuditedField, args: Record<string, unknown>, { ipAddress = null }: RequestContext): AuditedCall {
  const { input } = args;
  const call = { action: field.action, target: targetOf(field, input), changes: changesOf(field, input) };
  return { ...call, ipAddress, isRecorded: false };
}

async function noteRefusal(
  { database }: CallGuards,
  context: RequestContext,
  { name, refused }: { name: string; refused: RecentKeys },
): Promise<void> {
  const { actor } = scopeOf(context);
  if (actor.kind !== "member" || refused.has(`${actor.sessionId} ${name}`)) return;
  const { ipAddress = null } = context;
  context.call = { action: "access.refused", target: `field:${name}`, changes: {}, ipAddress, isRecorded: false };
  await recordCall(database, scopeOf(context));
  context.call = null;
}
