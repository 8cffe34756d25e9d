import type { NotifyCommand } from "../commands.js";

/** Every field of a call but its key: a field that is added later must be compared too. */
type ComparedCall = Readonly<Record<Exclude<keyof NotifyCommand, "idempotencyKey">, unknown>>;

/**
 * Normalises a call of `notify` for comparison with another one under the same idempotency key: optional fields that are
 * null, empty or have their default count as left out. Inside patches null means "unset", and inside data it is a value, so
 * these are not changed. Each field is listed, which costs a third of copying the others.
 */
export function comparedCall(call: NotifyCommand): ComparedCall {
  const { data, settings } = call;
  const isDefault = !settings?.sandboxMode && !settings?.skipDelays;
  return {
    workflowKey: call.workflowKey,
    recipients: call.recipients.map(({ to, data: own }) => (isEmpty(own) ? { to } : { to, data: own })),
    actor: call.actor,
    tenant: call.tenant,
    data: isEmpty(data) ? null : data,
    cancellationKey: call.cancellationKey,
    expiresAt: call.expiresAt,
    settings: isDefault ? null : settings,
  };
}

function isEmpty(data: object | null | undefined): boolean {
  if (data == null) return true;
  for (const name in data) if (Object.hasOwn(data, name)) return false;
  return true;
}
