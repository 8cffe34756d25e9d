import type { StatDelta, StatKind } from "./stat-kinds.js";

/** A new message, as far as it is counted. */
export interface CountedMessage {
  workflowId: number;
  channelId: number;
  deliveryStatus: string;
}

/** A new run, as far as it is counted. */
export interface CountedRun {
  workflowId: number;
  status: string;
  outcomeCode: string | null;
}

/** Counts the new messages and runs of a set. */
export class StatTally {
  readonly #deltas = new Map<string, StatDelta>();

  get all(): StatDelta[] {
    return [...this.#deltas.values()];
  }

  /** Messages in sandbox mode are not counted. A message of the feed is delivered once it is made. */
  addMessage({ workflowId, channelId, deliveryStatus }: CountedMessage, count = 1): void {
    if (deliveryStatus === "NOT_SENT") return;
    const kinds: StatKind[] = deliveryStatus === "DELIVERED" ? ["made", "sent", "delivered"] : ["made"];
    for (const kind of kinds) this.#add({ workflowId, channelId, kind, code: "", count });
  }

  /** A run that is not over is counted when it ends. */
  addRun({ workflowId, status, outcomeCode }: CountedRun, count = 1): void {
    if (status !== "COMPLETED" && status !== "FAILED") return;
    this.#add({ workflowId, channelId: 0, kind: "runs", code: outcomeCode ?? "", count });
  }

  #add(delta: StatDelta): void {
    if (delta.count === 0) return;
    const name = `${delta.workflowId}/${delta.channelId}/${delta.kind}/${delta.code}`;
    const known = this.#deltas.get(name);
    if (known) known.count += delta.count;
    else this.#deltas.set(name, { ...delta });
  }
}
