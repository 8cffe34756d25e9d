import { z } from "zod";
import type { ChannelTemplate } from "./channel-template.js";
import { lineOf, TemplateFields } from "./template-fields.js";

export interface SmsTemplate {
  text: string;
  /** Replace the recipient's number, and the sender in the provider's settings. */
  overrides?: { to?: string | undefined; from?: string | undefined } | undefined;
}

export interface SmsContent {
  type: "SMS";
  text: string;
  /** Null to use the recipient's own number. */
  to: string | null;
  /** Null to use the sender in the provider's settings. */
  from: string | null;
}

const line = z.string().min(1).max(1024);

const overridesSchema = z.strictObject({ to: line.optional(), from: line.optional() });

/** A text message. */
export const smsTemplate: ChannelTemplate<SmsTemplate, SmsContent> = {
  schema: z.strictObject({
    text: z.string().min(1),
    overrides: overridesSchema.optional(),
  }),
  rules: {},
  overrides: { schema: overridesSchema, bare: { text: "-" } },

  texts({ text, overrides = {} }) {
    const lines = Object.entries(overrides).map(([name, each]) => ({ path: ["overrides", name], text: each ?? "" }));
    return [{ path: ["text"], text }, ...lines];
  },

  compile(document) {
    const fields = new TemplateFields();
    const text = fields.field(document.text, ["text"]);
    const to = fields.optional(document.overrides?.to, ["overrides", "to"]);
    const from = fields.optional(document.overrides?.from, ["overrides", "from"]);
    return fields.template<SmsContent>({
      render(scope) {
        const shown = text(scope);
        const number = (to && lineOf(to, scope)) || null;
        const sender = (from && lineOf(from, scope)) || null;
        return { content: { type: "SMS", text: shown.text, to: number, from: sender }, leftOut: shown.leftOut };
      },
      destination(content, { recipient: { phone_number } }) {
        if (content.to !== null) return { ok: true, addresses: [{ number: content.to }] };
        if (typeof phone_number !== "string" || phone_number === "") return { ok: false, missing: "phoneNumber" };
        return { ok: true, addresses: [{ number: phone_number }] };
      },
    });
  },
};
