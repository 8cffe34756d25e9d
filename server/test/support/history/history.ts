/**
 * What a client knows about a call. `unknown`: the connection broke, so that the call may or may not have been done.
 */
export type Outcome = "ok" | "fail" | "unknown";

/** One `notify` as its caller saw it. The key is also its cancellation key, by which it is found in the database. */
export interface Call {
  readonly key: string;
  readonly userIds: readonly string[];
  readonly invokedAt: number;
  answeredAt: number;
  outcome: Outcome;
}

/** An append-only log of calls, kept by the client. */
export class History {
  readonly calls: Call[] = [];

  begin(key: string, userIds: readonly string[]): Call {
    const call: Call = { key, userIds, invokedAt: performance.now(), answeredAt: Infinity, outcome: "unknown" };
    this.calls.push(call);
    return call;
  }

  end(call: Call, outcome: Outcome): void {
    call.outcome = outcome;
    call.answeredAt = performance.now();
  }

  countOf(outcome: Outcome): number {
    return this.calls.filter((call) => call.outcome === outcome).length;
  }
}
