import type { NotifyCommand } from "../commands.js";

/** Every field of a call but its key: a field that is added later must be compared too. */
type ComparedCall = Readonly<Record<Exclude<keyof NotifyCommand, "idempotencyKey">, unknown>>;

/**
 * Normalises a call of `notify` for comparison with another one under the same idempotency key: optional fields that are
 * null, empty or have their default count as left out. Inside patches null means "unset", and inside data it is a value, so
 * these are not changed. Each field is listed, which costs a third of copying the others, in the order in which fields are
 * hashed.
 */
export function comparedCall(call: NotifyCommand): ComparedCall {
  const { data, settings } = call;
  const isDefault = !settings?.sandboxMode && !settings?.skipDelays;
  return {
    actor: call.actor,
    cancellationKey: call.cancellationKey,
    data: isEmpty(data) ? null : data,
    expiresAt: call.expiresAt,
    recipients: call.recipients.map(({ to, data: own }) => (isEmpty(own) ? { to } : { data: own, to })),
    settings: isDefault ? null : settings,
    tenant: call.tenant,
    workflowKey: call.workflowKey,
  };
}

function isEmpty(data: object | null | undefined): boolean {
  if (data == null) return true;
  for (const name in data) if (Object.hasOwn(data, name)) return false;
  return true;
}
