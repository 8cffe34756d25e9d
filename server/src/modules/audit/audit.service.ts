import type { JsonObject } from "../../platform/json.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { parseUuidId } from "../identifiers/index.js";
import type { Scope } from "../requests/index.js";
import { AuditRepository, type AuditFilter, type AuditRow } from "./audit.repository.js";

/** What happened outside a mutation, such as a sign-in. */
export interface AuditEvent {
  action: string;
  target: string;
  environmentId?: number | null;
  /** The member's uuid. */
  memberId?: string | null;
  actorName: string;
  ipAddress: string | null;
  changes?: JsonObject;
}

/** What a service knows better than the call's input. */
export interface CallFacts {
  target?: string;
  /** The values that the changed fields had. */
  before?: JsonObject;
}

const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

const rows = new AuditRepository();

/**
 * Stores the audit entry of the call for which the scope was made, in the transaction of what the call changes. Calls that
 * leave no entry are ignored.
 */
export async function recordCall(q: Queryable, scope: Scope, { target, before = {} }: CallFacts = {}): Promise<void> {
  const { actor, call } = scope;
  if (!call) return;
  call.isRecorded = true;
  await rows.insert(q, {
    action: call.action,
    target: target ?? call.target,
    environment_id: isOfAccount(call.action) ? null : scope.environmentId,
    member_id: actor.kind === "member" ? actor.memberId : null,
    api_key_id: actor.kind === "secret" ? parseUuidId("apiKey", actor.apiKeyId) : null,
    actor_name: actor.kind === "member" ? actor.name : null,
    ip_address: call.ipAddress,
    changes: withBefore(call.changes, before),
  });
}

/** What concerns no single environment. */
function isOfAccount(action: string): boolean {
  return action.startsWith("member.") || action.startsWith("session.");
}

function withBefore(changes: JsonObject, before: JsonObject): JsonObject {
  const merged = Object.entries(changes).map(([field, change]) => {
    const isKnown = Object.hasOwn(before, field) && typeof change === "object" && change !== null;
    return [field, isKnown ? { before: before[field] ?? null, ...change } : change] as const;
  });
  const gone = Object.entries(before).filter(([field]) => !Object.hasOwn(changes, field));
  return Object.fromEntries([...merged, ...gone.map(([field, value]) => [field, { before: value }] as const)]);
}

/** The log of what people and keys do to the configuration. Entries are only added, and kept for 400 days. */
export class AuditLog {
  readonly #runtime: Runtime;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async note(event: AuditEvent, q: Queryable = this.#runtime.database): Promise<void> {
    await rows.insert(q, {
      ...{ action: event.action, target: event.target, actor_name: event.actorName, ip_address: event.ipAddress },
      ...{ environment_id: event.environmentId ?? null, member_id: event.memberId ?? null, api_key_id: null },
      changes: event.changes ?? {},
    });
  }

  byIds(ids: readonly string[]): Promise<AuditRow[]> {
    return rows.byIds(this.#runtime.database, ids);
  }

  page(filter: AuditFilter, page: Page<AgeKey>): Promise<AuditRow[]> {
    return rows.page(this.#runtime.database, filter, page);
  }

  /** Deletes old entries; a statement at a time, so that none blocks others for long. */
  async forget(): Promise<void> {
    const { clock, database } = this.#runtime;
    // An hour more than the database allows at least, since the clocks may differ.
    const before = new Date(clock.now() - KEPT_DAYS * DAY_MS - 3_600_000);
    while ((await rows.forget(database, before)) > 0);
  }
}
