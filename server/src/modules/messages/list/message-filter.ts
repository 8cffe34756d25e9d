import { badInput, checkId, checkText, type InputIssue } from "../../../platform/errors/index.js";
import { parseUuidId } from "../../identifiers/index.js";
import { textArray, type WherePart } from "../../../platform/postgres/index.js";
import { parseRecipientRef, type RecipientRefInput } from "../../objects/index.js";

/** The filter of a list of messages, as the caller gives it. */
export interface MessageQuery {
  recipient?: RecipientRefInput | null;
  /** Global id. */
  triggerId?: string | null;
  workflowKey?: string | null;
  channelKey?: string | null;
  tenantId?: string | null;
  deliveryStatus?: string | null;
  createdAt?: { from?: Date | null; to?: Date | null } | null;
  undeliveredReasons?: readonly string[] | null;
}

/** The conditions of a list of messages; null for any value. */
export interface MessageFilter {
  recipientKey: string | null;
  triggerUuid: string | null;
  workflowKey: string | null;
  channelKey: string | null;
  tenantId: string | null;
  deliveryStatus: string | null;
  createdFrom: Date | null;
  createdTo: Date | null;
  undeliveredReasons: readonly string[] | null;
}

const REASONS_MAX = 20;
const REASON_MAX_LENGTH = 100;

/** Refuses invalid conditions. An id that is not a trigger's becomes null, and matches no message. */
export function readMessageQuery(query: MessageQuery): MessageFilter {
  const { workflowKey = null, channelKey = null, tenantId = null, deliveryStatus = null } = query;
  const named = query.recipient ? parseRecipientRef(query.recipient, ["filter", "recipient"]) : null;
  const issues = [
    ...(named?.ok === false ? named.issues : []),
    ...checkText(workflowKey, ["filter", "workflowKey"]),
    ...checkText(channelKey, ["filter", "channelKey"]),
    ...(tenantId === null ? [] : checkId(tenantId, ["filter", "tenantId"])),
    ...checkReasons(query.undeliveredReasons ?? []),
  ];
  if (issues.length > 0) throw badInput(issues);
  const triggerUuid = query.triggerId == null ? null : parseUuidId("trigger", query.triggerId);
  const recipientKey = named?.ok === true ? named.value : null;
  return {
    ...{ recipientKey, triggerUuid, workflowKey, channelKey, tenantId, deliveryStatus },
    ...{ createdFrom: query.createdAt?.from ?? null, createdTo: query.createdAt?.to ?? null },
    undeliveredReasons: query.undeliveredReasons ?? null,
  };
}

/** The conditions that no index serves, on a message `m` and the environment as the first parameter. */
export function messageFilterParts(filter: MessageFilter): WherePart[] {
  const { triggerUuid, workflowKey, channelKey, tenantId, createdFrom, createdTo, undeliveredReasons } = filter;
  return [
    ["m.trigger_id = ?", triggerUuid],
    [
      "m.workflow_id = (select id from workflows where environment_id = $1 and key = ? order by archived_at desc nulls first limit 1)",
      workflowKey,
    ],
    ["m.channel_id in (select id from channels where environment_id = $1 and key = ?)", channelKey],
    ["m.tenant_id = ?", tenantId],
    ["m.created_at >= ?::timestamptz", createdFrom?.toISOString()],
    ["m.created_at < ?::timestamptz", createdTo?.toISOString()],
    [
      `exists (select 1 from deliveries u where u.environment_id = m.environment_id and u.lane = m.lane and u.run_id = m.run_id
         and u.ordinal = m.ordinal and u.state = 'UNDELIVERED' and u.reason = any(?::text[]))`,
      undeliveredReasons && textArray(undeliveredReasons),
    ],
  ];
}

function checkReasons(reasons: readonly string[]): InputIssue[] {
  const path = ["filter", "undeliveredReasons"];
  if (reasons.length > REASONS_MAX) {
    return [{ path, code: "too_many", message: `At most ${REASONS_MAX} reasons.` }];
  }
  return reasons.flatMap((reason, index) => checkText(reason, [...path, String(index)], REASON_MAX_LENGTH));
}
