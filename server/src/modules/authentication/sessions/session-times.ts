const HOUR_MS = 3_600_000;

/** A session that is not used for this long ends. */
export const SESSION_IDLE_MS = 12 * HOUR_MS;
/** A session ends after this, however much it is used. */
export const SESSION_MAX_MS = 7 * 24 * HOUR_MS;

/** Sessions that were last used before this instant have ended. */
export function idleSince(now: number): Date {
  return new Date(now - SESSION_IDLE_MS);
}

const LABEL_MAX_LENGTH = 200;

/** An address without its last part: enough to recognise a place, and no more. */
export function shortenAddress(address: string): string {
  if (address.includes(".")) return address.replace(/\.\d+$/, ".0");
  return address.includes("::") ? address.replace(/::.*$/, "::") : `${address.split(":").slice(0, 3).join(":")}::`;
}

export function shortenAgent(agent: string): string {
  return agent.slice(0, LABEL_MAX_LENGTH);
}
