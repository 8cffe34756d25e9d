/** Reasons of the server itself; a vendor’s codes are shown as they are. */
const REASONS: Readonly<Record<string, string>> = {
  expired: "It expired before it could be sent",
  superseded: "A newer message took its place",
  recalled: "It was recalled",
  suppressed: "Its address is on the suppression list",
  channel_deleted: "Its channel was deleted",
  content_missing: "Its content is not kept any more",
  address_removed: "Its address was removed",
  no_provider: "Its channel had no provider",
  uncertain: "Nobody knows whether it was sent",
  unpreparable: "It could not be prepared",
  too_old: "too old",
  read: "read elsewhere",
};

export function reasonWords(code: string): string {
  return REASONS[code] ?? code;
}
