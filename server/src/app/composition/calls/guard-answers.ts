import type { ExecutionResult, OperationDefinitionNode } from "graphql";
import { Kind } from "graphql";
import type { AuditLog } from "../../../modules/audit/index.js";
import type { RequestContext, Scope } from "../../../modules/requests/index.js";
import { findFields, hideFields, type ReadOperation } from "../../../platform/graphql/index.js";
import { isContent, isPersonal } from "./personal-fields.js";
import { RecentKeys } from "./recent-keys.js";

/** An answer before it is sent. */
export interface Answering extends ReadOperation {
  context: object;
  variables: Readonly<Record<string, unknown>>;
}

/** Looks at an answer before it is sent, and may change it. */
export type AnswerGuard = (answering: Answering, result: ExecutionResult) => Promise<ExecutionResult> | ExecutionResult;

type Member = Scope["actor"] & { kind: "member" };

/** A view is recorded once in this time for each session and message. */
const VIEWED_EVERY_MS = 600_000;

/** Hides personal data from those who may not see it, and records who looks at contents where others may not. */
export function guardAnswers(audit: AuditLog): AnswerGuard {
  const recent = new RecentKeys(VIEWED_EVERY_MS);
  return (answering, result) => {
    const { scope } = contextOf(answering);
    const { data } = result;
    if (scope?.actor.kind !== "member" || scope.actor.personalData === "open" || !data) return result;
    if (scope.actor.personalData === "hidden") {
      const copy = structuredClone(data);
      hideFields(answering, copy, isPersonal);
      return { ...result, data: copy };
    }
    return noteViews(audit, recent, { answering, scope, actor: scope.actor, result, data });
  };
}

function contextOf({ context }: Answering): Partial<RequestContext> {
  return context;
}

interface Viewed {
  answering: Answering;
  scope: Scope;
  actor: Member;
  result: ExecutionResult;
  data: Record<string, unknown>;
}

async function noteViews(
  audit: AuditLog,
  recent: RecentKeys,
  { answering, scope, actor, result, data }: Viewed,
): Promise<ExecutionResult> {
  for (const name of findFields(answering, data, isContent)) {
    const target = targetOf(answering.operation, answering.variables, name);
    if (recent.has(`${actor.sessionId} ${target}`)) continue;
    await audit.note({
      ...{ action: "message.viewed", target, environmentId: scope.environmentId, memberId: actor.memberId },
      ...{ actorName: actor.name, ipAddress: contextOf(answering).ipAddress ?? null },
    });
  }
  return result;
}

/** `message:msg_…` for one message by its id, or the name of the list. */
function targetOf(
  { selectionSet }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  name: string,
): string {
  for (const selection of selectionSet.selections) {
    if (selection.kind !== Kind.FIELD || (selection.alias?.value ?? selection.name.value) !== name) continue;
    const value = selection.arguments?.find((argument) => argument.name.value === "id")?.value;
    const id =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.STRING ? value.value : null;
    if (typeof id === "string") return `message:${id.slice(0, 200)}`;
    return `field:${selection.name.value}`;
  }
  return `field:${name}`;
}
