import { z } from "zod";
import type { Json, JsonObject } from "../../../platform/json.js";
import { guardedField, markdownSourceField } from "../field-template.js";
import type { ChannelTemplate, Destination, Reachable } from "./channel-template.js";
import { compileJson, textsOfJson } from "./json-fields.js";
import { lineOf, TemplateFields } from "./template-fields.js";

interface ChatOverrides {
  /** Replaces the recipient's connections. */
  channelId?: string | undefined;
  userId?: string | undefined;
  /** Whether a recipient without connections is looked up by email address. */
  findsUserByEmail?: boolean | undefined;
}

export interface ChatTemplate {
  markdown?: string | undefined;
  /** The vendor's own JSON; its texts may hold Liquid. */
  json?: JsonObject | Json[] | undefined;
  summary?: string | undefined;
  /** The ref of an earlier chat step whose message to answer; or the provider's handle of a message. */
  replyTo?: string | undefined;
  overrides?: ChatOverrides | undefined;
}

export interface ChatContent {
  type: "CHAT";
  /** Markdown in which what outputs gave is escaped; null where the JSON is all. */
  markdown: string | null;
  json: Json;
  /** Null to use the beginning of the text. */
  summary: string | null;
  /** The provider's handle of the message to answer. */
  replyTo: string | null;
  /** The earlier step whose message to answer; left out for none. */
  replyToStep?: string;
  /** Null to use the recipient's connections, or the webhook in the provider's settings. */
  channelId: string | null;
  userId: string | null;
}

const STEP_REF = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const line = z.string().min(1).max(1024);

const overridesSchema = z.strictObject({
  channelId: line.optional(),
  userId: line.optional(),
  findsUserByEmail: z.boolean().optional(),
});

/** A chat message. Its markdown becomes the provider's dialect; its JSON goes to the provider as it is. */
export const chatTemplate: ChannelTemplate<ChatTemplate, ChatContent> = {
  schema: z.strictObject({
    markdown: z.string().min(1).optional(),
    json: z.union([z.record(z.string(), z.any()), z.array(z.any())]).optional(),
    summary: line.optional(),
    replyTo: line.optional(),
    overrides: overridesSchema.optional(),
  }),
  rules: { oneOf: [{ required: ["markdown"] }, { required: ["json"] }] },

  overrides: {
    schema: overridesSchema,
    bare: { markdown: "-" },
    // A step that names a user does not go to the channel's own channel at the vendor too.
    merge: ({ channelId, userId, ...defaults }, own) => {
      const named = { ...(channelId !== undefined && { channelId }), ...(userId !== undefined && { userId }) };
      const isNamed = own.channelId !== undefined || own.userId !== undefined;
      return { ...defaults, ...(isNamed ? {} : named), ...own };
    },
  },

  texts({ markdown, json = {}, summary, replyTo, overrides = {} }) {
    const { findsUserByEmail, ...named } = overrides;
    const fields = Object.entries({ markdown, summary, replyTo }).map(([name, text]) => ({ path: [name], text }));
    const lines = Object.entries(named).map(([name, text]) => ({ path: ["overrides", name], text }));
    return [...fields, ...lines]
      .flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
      .concat(textsOfJson(json, ["json"]));
  },

  compile(document) {
    const { markdown, json } = document;
    const { channelId, userId, findsUserByEmail = false } = document.overrides ?? {};
    const fields = new TemplateFields();
    if (channelId !== undefined && userId !== undefined) {
      fields.refuse(["overrides", "userId"], "conflict", "A chat message goes to a channel or to a user, not to both.");
    }
    if (markdown === undefined && json === undefined) {
      fields.refuse(["markdown"], "required", "A chat message needs `markdown` or `json`.");
    }
    if (markdown !== undefined && json !== undefined) {
      fields.refuse(["json"], "conflict", "A chat message has either `markdown` or `json`, not both.");
    }
    const text = fields.optional(markdown, ["markdown"], markdownSourceField);
    const body = json === undefined ? null : compileJson(fields, json, ["json"], guardedField);
    const replyToStep = stepAnswered(document);
    const handle = replyToStep === null ? document.replyTo : undefined;
    const lines = {
      summary: fields.optional(document.summary, ["summary"]),
      replyTo: fields.optional(handle, ["replyTo"]),
      channelId: fields.optional(channelId, ["overrides", "channelId"]),
      userId: fields.optional(userId, ["overrides", "userId"]),
    };
    return fields.template<ChatContent>({
      render(scope) {
        const shown = text?.(scope);
        const content: ChatContent = {
          ...{ type: "CHAT", markdown: shown?.text ?? null, json: body?.(scope) ?? null },
          summary: (lines.summary && lineOf(lines.summary, scope)) || null,
          replyTo: (lines.replyTo && lineOf(lines.replyTo, scope)) || null,
          ...(replyToStep !== null && { replyToStep }),
          channelId: (lines.channelId && lineOf(lines.channelId, scope)) || null,
          userId: (lines.userId && lineOf(lines.userId, scope)) || null,
        };
        return { content, leftOut: shown?.leftOut ?? [] };
      },
      destination: (content, reachable) => destinationOf(content, reachable, findsUserByEmail),
    });
  },
};

/** The earlier step that a chat message replies to. Vendors' handles start with a digit, and refs with a letter. */
export function stepAnswered({ replyTo = "" }: ChatTemplate): string | null {
  return STEP_REF.test(replyTo) ? replyTo : null;
}

/**
 * The address of the step, else the recipient's connections, else the user with the email address, else the channel's
 * webhook.
 */
function destinationOf(
  { channelId, userId }: ChatContent,
  { recipient, entries, hasAddress }: Reachable,
  findsUserByEmail: boolean,
): Destination {
  if (channelId !== null) return { ok: true, addresses: [{ channelId }] };
  if (userId !== null) return { ok: true, addresses: [{ userId }] };
  if (entries.length > 0) return { ok: true, addresses: entries.map(({ id }) => ({ entry: id })) };
  const { email } = recipient;
  if (findsUserByEmail && typeof email === "string" && email !== "") return { ok: true, addresses: [{ email }] };
  if (hasAddress) return { ok: true, addresses: [null] };
  return { ok: false, missing: findsUserByEmail ? "email" : "channelData" };
}
