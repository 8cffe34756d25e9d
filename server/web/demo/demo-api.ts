import { addressOf, filled } from "../shared/page-address.js";
import type { DocumentId, UserId } from "./people.js";

export type Action = "new-comment" | "mention" | "task-assigned";

export interface DemoEvent {
  readonly workflowKey: Action;
  readonly actorId: UserId;
  readonly recipientIds: readonly UserId[];
  readonly documentId: DocumentId;
  readonly document: string;
  readonly text: string;
}

export interface StoryRun {
  readonly id: string;
  readonly status: string;
  readonly recipient: { readonly name: string | null } | null;
  readonly trace: readonly { readonly at: string; readonly code: string; readonly message: string }[];
}

export interface Story {
  readonly status: string;
  readonly runs: { readonly nodes: readonly StoryRun[] };
}

/** A run, as far as it concerns an email. */
export interface EmailRun {
  readonly id: string;
  readonly workflowKey: string;
  readonly trace: readonly TraceEntry[];
  readonly messages: readonly RunMessage[];
}

interface TraceEntry {
  readonly stepRef: string | null;
  readonly code: string;
  readonly message: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface RunMessage {
  readonly id: string;
  readonly channelKey: string;
  readonly deliveryStatus: string;
  readonly updatedAt: string;
  /** Of an item of the feed. */
  readonly data?: { readonly document?: string };
  /** Of an email. */
  readonly undeliveredReason?: string | null;
  readonly content?: { readonly subject?: string } | null;
}

/** Acts as a product's backend: calls `notify` with its secret key. Returns the trigger's id. */
export async function sendEvent(event: DemoEvent): Promise<string> {
  const response = await fetch(addressOf("demo/notify"), {
    method: "POST",
    headers: { "content-type": "application/json", "x-carillon-page-token": filled("page-token") },
    body: JSON.stringify(event),
  });
  const { triggerId, message } = (await response.json()) as { triggerId?: string; message?: string };
  if (triggerId === undefined) throw new Error(message ?? `The server answered ${response.status}.`);
  return triggerId;
}

/** Every decision that the engine took for a trigger, so far. */
export async function fetchStory(triggerId: string): Promise<Story | null> {
  const response = await fetch(addressOf(`demo/story?triggerId=${encodeURIComponent(triggerId)}`));
  if (!response.ok) return null;
  return ((await response.json()) as { story: Story | null }).story;
}

/** The latest runs of each person whose window is shown, the latest first; null if the server does not answer. */
export async function fetchEmailRuns(): Promise<Readonly<Record<string, readonly EmailRun[]>> | null> {
  const response = await fetch(addressOf("demo/emails"));
  if (!response.ok) return null;
  return ((await response.json()) as { runs: Record<string, EmailRun[]> }).runs;
}
