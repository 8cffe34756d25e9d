import { DEFAULT_CHANNEL } from "../../modules/channels/index.js";
import type { Scope } from "../../modules/requests/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { Modules } from "../composition/modules.js";

const USERS = [
  {
    userId: "ada",
    name: "Ada Lovelace",
    email: "ada@example.com",
    timezone: "Europe/London",
  },
  {
    userId: "grace",
    name: "Grace Hopper",
    email: "grace@example.com",
    timezone: "America/New_York",
  },
  {
    userId: "linus",
    name: "Linus Torvalds",
    email: "linus@example.com",
    timezone: "Europe/Helsinki",
  },
];

/** Relative to the demo's page, which may be shown below any path. */
const DOCUMENT_URL = "?document={{ data.documentId }}";

const bell = (markdown: string, label: string): JsonObject => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: {
    markdown,
    actionUrl: DOCUMENT_URL,
    buttons: [{ name: "primary", label, action: DOCUMENT_URL }],
  },
});

/** An email whose first line says what happened, and whose last line says why it comes by email. */
const mail = (what: string, { subject, why, ...rest }: { subject: string; why: string } & JsonObject): JsonObject => ({
  ref: "email",
  type: "channel",
  channelKey: "email",
  ...rest,
  template: { subject, markdown: `${what}{% if data.text %}\n\n> {{ data.text }}{% endif %}\n\n${why}` },
});

const schema: JsonObject = {
  type: "object",
  required: ["documentId"],
  properties: { documentId: { type: "string" }, document: { type: "string" }, task: { type: "string" } },
};

/** How long a mention may stay unread before it is mailed: an hour in a product, seconds for those who watch. */
const UNREAD_FOR: JsonObject = { unit: "seconds", value: 10 };

/** A small document tool: what its workflows say, how long they gather, and when they write an email. */
const WORKFLOWS: (JsonObject & { key: string })[] = [
  {
    key: "new-comment",
    name: "New comment",
    categories: ["collaboration"],
    dataSchema: schema,
    feedData: ["documentId", "document"],
    steps: [
      { ref: "collect", type: "batch", key: "data.documentId", window: { unit: "seconds", value: 8 }, maxItems: 1000 },
      bell(
        "**{{ actor.name }}**{% if total_actors > 1 %} and {{ total_actors | minus: 1 }} more{% endif %} left {{ total_activities }} {{ total_activities | pluralize: 'comment', 'comments' }} on *{{ data.document }}*",
        "Open",
      ),
    ],
  },
  {
    key: "mention",
    name: "Mention",
    categories: ["collaboration"],
    dataSchema: schema,
    feedData: ["documentId", "document"],
    steps: [
      bell("**{{ actor.name }}** mentioned you in *{{ data.document }}*", "Reply"),
      { ref: "wait", type: "delay", for: UNREAD_FOR },
      mail("**{{ actor.name }}** mentioned you in *{{ data.document | default: 'a document' }}*.", {
        subject: "{{ actor.name | default: 'Somebody' }} mentioned you in {{ data.document | default: 'a document' }}",
        why: "This comes by email because you have not read it in the app yet.",
        conditions: { variable: "refs.bell.engagement_status", operator: "not_contains", argument: "$message.read" },
      }),
    ],
  },
  {
    key: "task-assigned",
    name: "Task assigned",
    categories: ["tasks"],
    dataSchema: schema,
    feedData: ["documentId", "document", "task"],
    steps: [
      bell("**{{ actor.name }}** gave you a task: {{ data.task | default: 'read this' }}", "See the task"),
      mail("**{{ actor.name }}** gave you a task in *{{ data.document | default: 'a document' }}*.", {
        subject: "{{ actor.name | default: 'Somebody' }} gave you a task: {{ data.task | default: 'read this' }}",
        why: "Tasks come by email as well as in the app.",
      }),
    ],
  },
  {
    key: "weekly-summary",
    name: "Weekly summary",
    categories: ["digest"],
    feedData: [],
    steps: [
      { ref: "collect", type: "batch", rule: { frequency: "weekly", days: ["mon"], hours: 9, minutes: 0 } },
      {
        ref: "bell",
        type: "channel",
        channelKey: "in-app",
        template: {
          markdown: "Your week: {{ total_activities }} {{ total_activities | pluralize: 'thing', 'things' }} happened.",
        },
      },
    ],
  },
];

/** Fills the development environment at its first start; existing data is not changed. */
export async function seedDemo(runtime: Runtime, modules: Modules, scope: Scope): Promise<void> {
  if (await modules.versions.committed(scope, "mention")) return;
  await modules.channels.ensure(runtime.database, { environment_id: scope.environmentId, ...DEFAULT_CHANNEL });
  await addMailboxChannels(runtime, modules, scope);
  await runtime.database.transaction((tx) => modules.users.upsertMany(tx, scope, USERS));
  for (const document of WORKFLOWS) {
    await modules.workflows.save(scope, document);
    await modules.workflows.commit(scope, document.key, "The demo's first version");
  }
}

const MAILBOX_CHANNELS = [
  { channelKey: "email", type: "EMAIL", name: "Email" },
  { channelKey: "sms", type: "SMS", name: "Text message" },
] as const;

/** Email and text messages that stay here, in the local mailbox. */
async function addMailboxChannels(runtime: Runtime, modules: Modules, scope: Scope): Promise<void> {
  const known = new Set((await modules.channels.freshOf(scope.environmentId)).map(({ key }) => key));
  const missing = MAILBOX_CHANNELS.filter(({ channelKey }) => !known.has(channelKey));
  await runtime.database.transaction(async (tx) => {
    for (const channel of missing) {
      const providers = [{ providerKey: "mailbox", settings: {} }];
      await modules.channelChanges.create(tx, scope, { ...channel, providers });
    }
  });
  modules.channels.invalidate(scope.environmentId);
}
