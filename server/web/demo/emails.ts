import type { EmailRun } from "./demo-api.js";

/** What is known of a run's email: it waits for its time, it is on its way, it was sent, or it is not sent. */
export type Email = { readonly runId: string; readonly title: string } & (
  | { readonly state: "waiting"; readonly until: number }
  | { readonly state: "going" }
  | { readonly state: "sent"; readonly messageId: string; readonly at: string }
  | { readonly state: "not-sent"; readonly reason: string; readonly code: string }
);

const TITLES: Readonly<Record<string, string>> = { mention: "Mention", "task-assigned": "Task" };

/** The latest emails of these runs, in their order. */
export function emailsOf(runs: readonly EmailRun[], max: number): Email[] {
  return runs.flatMap((run) => emailOf(run) ?? []).slice(0, max);
}

function emailOf(run: EmailRun): Email | null {
  const { id: runId, trace, messages } = run;
  const message = messages.find(({ channelKey }) => channelKey === "email");
  if (message) {
    const place = { runId, title: message.content?.subject ?? titleOf(run) };
    const { id: messageId, deliveryStatus, undeliveredReason, updatedAt: at } = message;
    if (deliveryStatus === "SENT") return { ...place, state: "sent", messageId, at };
    if (deliveryStatus !== "UNDELIVERED") return { ...place, state: "going" };
    const code = undeliveredReason ?? "undelivered";
    return { ...place, state: "not-sent", reason: "The message could not be delivered.", code };
  }
  const place = { runId, title: titleOf(run) };
  const skipped = trace.findLast(({ stepRef }) => stepRef === "email");
  if (skipped) {
    return { ...place, state: "not-sent", reason: wasRead(skipped.values) ?? skipped.message, code: skipped.code };
  }
  const last = trace.at(-1);
  const until = last?.code === "delay.waiting" ? Date.parse(String(last.values.until)) : Number.NaN;
  return Number.isNaN(until) ? null : { ...place, state: "waiting", until };
}

function titleOf({ workflowKey, messages }: EmailRun): string {
  const document = messages.find(({ data }) => data)?.data?.document;
  const what = TITLES[workflowKey] ?? workflowKey;
  return document ? `${what} in ${document}` : what;
}

/** Whether the condition of the email was about the bell; said in the words of this page. */
function wasRead({ comparisons }: Readonly<Record<string, unknown>>): string | null {
  const isAboutBell = JSON.stringify(comparisons ?? null).includes("refs.bell.engagement_status");
  return isAboutBell ? "It was read in the bell first." : null;
}
