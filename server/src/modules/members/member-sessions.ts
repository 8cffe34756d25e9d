import type { Tx } from "../../platform/postgres/index.js";

/** What members need of sessions: whoever loses a right must sign in again, which gives a new token. */
export interface MemberSessions {
  /** Ends all sessions of a member. Returns their ids, for `tellEnd`. */
  endAll(tx: Tx, memberId: string): Promise<string[]>;
  /** After the commit: the sessions end everywhere. */
  tellEnd(sessionIds: readonly string[]): void;
}
