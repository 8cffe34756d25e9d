import { z } from "zod";
import { markdownSourceField } from "../field-template.js";
import type { ChannelTemplate } from "./channel-template.js";
import { lineOf, TemplateFields } from "./template-fields.js";

export interface ChatTemplate {
  markdown: string;
  summary?: string | undefined;
  /** The provider's handle of the message to answer. */
  replyTo?: string | undefined;
  /** Where it goes in place of the webhook in the provider's settings. */
  overrides?: { channelId?: string | undefined; userId?: string | undefined } | undefined;
}

export interface ChatContent {
  type: "CHAT";
  /** Markdown in which what outputs gave is escaped. */
  markdown: string;
  /** Null to use the beginning of the text. */
  summary: string | null;
  replyTo: string | null;
  /** Null to use the webhook in the provider's settings. */
  channelId: string | null;
  userId: string | null;
}

const line = z.string().min(1).max(1024);

/** A chat message. Its markdown becomes the provider's dialect. */
export const chatTemplate: ChannelTemplate<ChatTemplate, ChatContent> = {
  schema: z.strictObject({
    markdown: z.string().min(1),
    summary: line.optional(),
    replyTo: line.optional(),
    overrides: z.strictObject({ channelId: line.optional(), userId: line.optional() }).optional(),
  }),
  rules: {},

  texts({ markdown, summary, replyTo, overrides = {} }) {
    const fields = Object.entries({ markdown, summary, replyTo }).map(([name, text]) => ({ path: [name], text }));
    const lines = Object.entries(overrides).map(([name, text]) => ({ path: ["overrides", name], text }));
    return [...fields, ...lines].flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
  },

  compile(document) {
    const { channelId, userId } = document.overrides ?? {};
    const fields = new TemplateFields();
    if (channelId !== undefined && userId !== undefined) {
      fields.refuse(["overrides", "userId"], "conflict", "A chat message goes to a channel or to a user, not to both.");
    }
    const markdown = fields.field(document.markdown, ["markdown"], markdownSourceField);
    const lines = {
      summary: fields.optional(document.summary, ["summary"]),
      replyTo: fields.optional(document.replyTo, ["replyTo"]),
      channelId: fields.optional(channelId, ["overrides", "channelId"]),
      userId: fields.optional(userId, ["overrides", "userId"]),
    };
    return fields.template<ChatContent>({
      render(scope) {
        const shown = markdown(scope);
        const content: ChatContent = {
          ...{ type: "CHAT", markdown: shown.text },
          summary: (lines.summary && lineOf(lines.summary, scope)) || null,
          replyTo: (lines.replyTo && lineOf(lines.replyTo, scope)) || null,
          channelId: (lines.channelId && lineOf(lines.channelId, scope)) || null,
          userId: (lines.userId && lineOf(lines.userId, scope)) || null,
        };
        return { content, leftOut: shown.leftOut };
      },
      destination: () => ({ ok: true, address: null }),
    });
  },
};
