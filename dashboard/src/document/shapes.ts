import { isJson, textOf, type Json, type Step, type StepType, type WorkflowDocument } from "./document.js";
import { freeRef } from "./edit.js";

/** The types of channels, as the API calls them. */
export type ChannelType = "IN_APP" | "EMAIL" | "SMS" | "PUSH" | "CHAT" | "WEBHOOK";

export interface ChannelChoice {
  readonly channelKey: string;
  readonly name: string;
  readonly type: ChannelType;
}

/** Where a new step or template has nothing to say yet, it says this. */
const HELLO = "Hello {{ recipient.name | default: 'there' }}";

/** A valid template of a type, with the words of another one where it has any. */
export function templateOf(type: ChannelType, before?: unknown): Json {
  const old = isJson(before) ? before : {};
  const words =
    [textOf(old, "markdown"), textOf(old, "text"), textOf(old, "body")].find((text) => text.trim() !== "") ?? HELLO;
  switch (type) {
    case "IN_APP":
      return { markdown: words };
    case "EMAIL":
      return { subject: textOf(old, "subject") || textOf(old, "title") || "News for you", markdown: words };
    case "SMS":
      return { text: words };
    case "PUSH":
      return { title: textOf(old, "title") || textOf(old, "subject") || "News for you", body: words };
    case "CHAT":
      return { markdown: words };
    case "WEBHOOK":
      return { method: "POST", url: "https://example.com/hook", body: '{ "user": "{{ recipient.id }}" }' };
  }
}

/** What the palette offers. */
export interface StepOffer {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly type: StepType;
  readonly channel: ChannelChoice | null;
}

const OTHERS: readonly Omit<StepOffer, "channel">[] = [
  { key: "delay", type: "delay", label: "Wait", hint: "for a time, until a time, or until Monday at nine" },
  { key: "batch", type: "batch", label: "Collect", hint: "many triggers into one message" },
  { key: "throttle", type: "throttle", label: "Limit", hint: "how often somebody gets this" },
  { key: "branch", type: "branch", label: "Branch", hint: "different ways by conditions" },
];

const TYPE_WORDS: Readonly<Record<ChannelType, string>> = {
  IN_APP: "in the app’s feed",
  EMAIL: "by email",
  SMS: "as a text message",
  PUSH: "as a push message",
  CHAT: "in a chat",
  WEBHOOK: "as an HTTP call",
};

export function stepOffers(channels: readonly ChannelChoice[]): StepOffer[] {
  const sends = channels.map((channel): StepOffer => ({
    ...{ key: `channel ${channel.channelKey}`, type: "channel", channel },
    label: `Send: ${channel.channelKey}`,
    hint: TYPE_WORDS[channel.type],
  }));
  return [...sends, ...OTHERS.map((offer): StepOffer => ({ ...offer, channel: null }))];
}

/** A new step of an offer, valid as it is. */
export function newStep(document: WorkflowDocument, { type, channel }: StepOffer): Step {
  const ref = (words: string): string => freeRef(document, words);
  switch (type) {
    case "channel": {
      const key = channel?.channelKey ?? "in-app";
      return { ref: ref(key), type, channelKey: key, template: templateOf(channel?.type ?? "IN_APP") };
    }
    case "delay":
      return { ref: ref("wait"), type, for: { unit: "minutes", value: 5 } };
    case "batch":
      return { ref: ref("collect"), type, window: { unit: "minutes", value: 5 } };
    case "throttle":
      return { ref: ref("limit"), type, limit: 1, window: { unit: "hours", value: 1 } };
    case "branch":
      return {
        ...{ ref: ref("branch"), type },
        branches: [
          { name: "if", conditions: { variable: "data.kind", operator: "equal_to", argument: "special" }, steps: [] },
          { name: "otherwise", steps: [] },
        ],
      };
  }
}

/** A document to begin with. */
export interface Starter {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly steps: (channels: readonly ChannelChoice[]) => readonly Step[] | null;
}

function channelStep(channels: readonly ChannelChoice[], type: ChannelType, rest: Json): Step | null {
  const channel = channels.find((each) => each.type === type);
  return channel ? { ref: channel.channelKey, type: "channel", channelKey: channel.channelKey, ...rest } : null;
}

export const STARTERS: readonly Starter[] = [
  {
    ...{ key: "message", label: "A message in the app", hint: "one step: it stands in the feed at once" },
    steps(channels) {
      const bell = channelStep(channels, "IN_APP", { template: templateOf("IN_APP") });
      return bell && [bell];
    },
  },
  {
    ...{ key: "collect", label: "Collected", hint: "what happens within five minutes becomes one message" },
    steps(channels) {
      const markdown = "{{ total_activities }} {{ total_activities | pluralize: 'thing', 'things' }} happened";
      const bell = channelStep(channels, "IN_APP", { template: { markdown } });
      return bell && [{ ref: "collect", type: "batch", window: { unit: "minutes", value: 5 } }, bell];
    },
  },
  {
    ...{
      key: "unread",
      label: "In the app, then by email",
      hint: "the email comes where the message stays unread for an hour",
    },
    steps(channels) {
      const bell = channelStep(channels, "IN_APP", { template: templateOf("IN_APP") });
      const conditions = {
        ...{ variable: `refs.${bell?.ref ?? ""}.engagement_status`, operator: "not_contains" },
        argument: "$message.read",
      };
      const mail = channelStep(channels, "EMAIL", { conditions, template: templateOf("EMAIL") });
      return bell && mail && [bell, { ref: "wait", type: "delay", for: { unit: "hours", value: 1 } }, mail];
    },
  },
  { ...{ key: "blank", label: "Nothing yet", hint: "steps are added one by one" }, steps: () => [] },
];

/** The key that a name makes. */
export function keyOfName(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 255);
}

/** Names that conditions and templates may read, for completion. */
export function variablesOf(document: WorkflowDocument, steps: readonly Step[]): string[] {
  const { dataSchema } = document;
  const properties =
    isJson(dataSchema) && isJson(dataSchema["properties"]) ? Object.keys(dataSchema["properties"]) : [];
  const refs = steps.filter(({ type }) => type === "channel").map(({ ref }) => `refs.${ref}.engagement_status`);
  const people = ["recipient", "actor"].flatMap((who) =>
    ["id", "name", "email", "locale", "timezone"].map((each) => `${who}.${each}`),
  );
  return [...properties.map((name) => `data.${name}`), ...refs, ...people, "tenant.id", "tenant.name", "workflow.key"];
}
