import type { NotifyCommand } from "../commands.js";

/**
 * A call of `notify` as it is compared with another under the same idempotency key: what the schema lets a caller leave
 * out counts as left out when it is null, empty, or what it is by default. Inside of patches null means "unset" and inside
 * of data it is a value, so there nothing is changed.
 */
export function comparedCall(input: NotifyCommand): object {
  const { recipients, data, settings, ...rest } = input;
  const isDefault = !settings?.sandboxMode && !settings?.skipDelays;
  return {
    ...rest,
    recipients: recipients.map(({ to, data: own }) => (isEmpty(own) ? { to } : { to, data: own })),
    data: isEmpty(data) ? null : data,
    settings: isDefault ? null : settings,
  };
}

function isEmpty(data: object | null | undefined): boolean {
  return data == null || Object.keys(data).length === 0;
}
