import type { OutcomeKind } from "./outcome.js";
import { StatusMark } from "./status-mark.js";

const WORDS: Readonly<Record<string, readonly [OutcomeKind, string]>> = {
  ACCEPTED: ["waiting", "Starting"],
  RUNNING: ["waiting", "Running"],
  COMPLETED: ["sent", "Done"],
  CANCELLED: ["cancelled", "Cancelled"],
  FAILED: ["failed", "Failed"],
};

/** Where a trigger stands. */
export function TriggerMark({ status }: { readonly status: string }) {
  const [kind, label] = WORDS[status] ?? (["nothing", status] as const);
  return <StatusMark kind={kind}>{label}</StatusMark>;
}
