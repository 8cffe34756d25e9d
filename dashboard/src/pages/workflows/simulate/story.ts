import { isJson, textOf, type Json, type WorkflowDocument } from "../../../document/document.js";
import { readDataFields, SAMPLES } from "../../../document/data-fields.js";

/** Something that happens in a story, some time after it begins. */
export type StoryEvent =
  | {
      readonly kind: "trigger";
      readonly afterSeconds: number;
      readonly recipients: readonly string[];
      readonly actor: string;
      readonly tenant: string;
      readonly cancellationKey: string;
      readonly data: Json;
    }
  | {
      readonly kind: "mark";
      readonly afterSeconds: number;
      readonly recipient: string;
      readonly stepRef: string;
      readonly mark: "SEEN" | "READ" | "INTERACTED";
    }
  | { readonly kind: "cancel"; readonly afterSeconds: number; readonly cancellationKey: string };

export interface Story {
  readonly startAt: string;
  readonly useDraft: boolean;
  readonly events: readonly StoryEvent[];
}

export type TriggerEvent = Extract<StoryEvent, { readonly kind: "trigger" }>;

/** A story to begin with: one trigger for one person, with data of the types that the schema asks for. */
export function firstStory(document: WorkflowDocument, useDraft: boolean, now: number): Story {
  const fields = readDataFields(document["dataSchema"]) ?? [];
  const data = Object.fromEntries(fields.map(({ name, type }) => [name, SAMPLES[type] ?? `some ${name}`]));
  const trigger: TriggerEvent = {
    ...{ kind: "trigger", afterSeconds: 0, recipients: ["ada"], actor: "linus", tenant: "", cancellationKey: "" },
    data,
  };
  return { startAt: new Date(now).toISOString(), useDraft, events: [trigger] };
}

type Recipient = { userId: string } | { object: { collection: string; objectId: string } };

/** A recipient as people type one: a user's id, or `collection/objectId`. */
export function recipientOf(text: string): Recipient {
  const slash = text.indexOf("/");
  if (slash < 1) return { userId: text };
  return { object: { collection: text.slice(0, slash), objectId: text.slice(slash + 1) } };
}

/** What `notify` takes of a trigger. */
export function notifyPart({ recipients, actor, tenant, cancellationKey, data }: TriggerEvent) {
  return {
    recipients: recipients.map((each) => ({ to: recipientOf(each) })),
    actor: actor === "" ? null : recipientOf(actor),
    tenant: tenant === "" ? null : { tenantId: tenant },
    cancellationKey: cancellationKey === "" ? null : cancellationKey,
    data,
  };
}

/** The story as `simulate` takes it. */
export function simulateInput(workflowKey: string, { startAt, useDraft, events }: Story) {
  const of = <Kind extends StoryEvent["kind"]>(kind: Kind) =>
    events.filter((event): event is Extract<StoryEvent, { readonly kind: Kind }> => event.kind === kind);
  return {
    ...{ workflowKey, useDraft, startAt },
    triggers: of("trigger").map((event) => ({ afterSeconds: event.afterSeconds, ...notifyPart(event) })),
    marks: of("mark").map(({ afterSeconds, recipient, stepRef, mark }) => ({
      ...{ afterSeconds, stepRef, mark },
      recipient: recipientOf(recipient),
    })),
    cancels: of("cancel").map(({ afterSeconds, cancellationKey }) => ({ afterSeconds, cancellationKey })),
  };
}

/** The story as text for the fragment of an address, which no server and no log sees. */
export function encodeStory(story: Story): string {
  const bytes = new TextEncoder().encode(JSON.stringify(story));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The story in a fragment; null if there is none. */
export function decodeStory(fragment: string): Story | null {
  try {
    const binary = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
    const text = new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
    return readStory(JSON.parse(text));
  } catch {
    return null;
  }
}

function readStory(value: unknown): Story | null {
  if (!isJson(value) || !Array.isArray(value["events"])) return null;
  const startAt = textOf(value, "startAt");
  if (Number.isNaN(Date.parse(startAt))) return null;
  const events = value["events"].map(readEvent).filter((event) => event !== null);
  return { startAt, useDraft: value["useDraft"] === true, events };
}

function readEvent(value: unknown): StoryEvent | null {
  if (!isJson(value)) return null;
  const afterSeconds = typeof value["afterSeconds"] === "number" ? Math.max(0, value["afterSeconds"]) : 0;
  const text = (name: string): string => textOf(value, name);
  switch (value["kind"]) {
    case "trigger": {
      const recipients = Array.isArray(value["recipients"]) ? value["recipients"].map(String) : [];
      const data = isJson(value["data"]) ? value["data"] : {};
      const [actor, tenant, cancellationKey] = [text("actor"), text("tenant"), text("cancellationKey")];
      return { kind: "trigger", afterSeconds, recipients, actor, tenant, cancellationKey, data };
    }
    case "mark": {
      const mark = (["SEEN", "READ", "INTERACTED"] as const).find((each) => each === value["mark"]) ?? "READ";
      return { kind: "mark", afterSeconds, recipient: text("recipient"), stepRef: text("stepRef"), mark };
    }
    case "cancel":
      return { kind: "cancel", afterSeconds, cancellationKey: text("cancellationKey") };
    default:
      return null;
  }
}

/** Such as `+1 h 20 min`. */
export function offsetWords(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ];
  let left = Math.round(seconds);
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return `+${parts.slice(0, 2).join(" ") || "0 s"}`;
}
