/** How far a message is taken back at its vendor. */
export const RecallState = {
  PENDING: "PENDING",
  RECALLED: "RECALLED",
  REPLACED: "REPLACED",
  FAILED: "FAILED",
} as const;

export type RecallState = (typeof RecallState)[keyof typeof RecallState];
