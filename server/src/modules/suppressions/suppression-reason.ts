/** Why nothing is sent to an address; values may be added. */
export const SuppressionReason = { BOUNCED: "BOUNCED", COMPLAINED: "COMPLAINED", MANUAL: "MANUAL" } as const;

export type SuppressionReason = keyof typeof SuppressionReason;

/** Types of channel whose addresses can be suppressed. */
export const SUPPRESSED_TYPES = ["EMAIL", "SMS"] as const;

export type SuppressedType = (typeof SUPPRESSED_TYPES)[number];

export function isSuppressedType(type: string): type is SuppressedType {
  return SUPPRESSED_TYPES.some((each) => each === type);
}
