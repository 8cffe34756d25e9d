import { z } from "zod";
import {
  attachmentsIn,
  DEFAULT_ATTACHMENTS_KEY,
  type AttachmentRef,
  type AttachmentsPlace,
} from "../../attachments/pure.js";
import { pathInText } from "../../conditions/index.js";
import { escapedField, markdownField, type FieldTemplate } from "../field-template.js";
import { htmlText } from "../html/html-text.js";
import { mailPage } from "../html/mail-layout.js";
import type { TemplateScope } from "../template-scope.js";
import type { ChannelTemplate, TemplateText } from "./channel-template.js";
import { lineOf, TemplateFields } from "./template-fields.js";

/** Fields with which a step overrides the recipient's and the provider's values. */
interface EmailOverrides {
  to?: string | undefined;
  from?: { address: string; name?: string | undefined } | undefined;
  /** Addresses separated by commas. */
  cc?: string | undefined;
  bcc?: string | undefined;
  replyTo?: string | undefined;
}

export interface EmailTemplate {
  subject: string;
  markdown?: string | undefined;
  html?: string | undefined;
  text?: string | undefined;
  /** The list of data that holds the attachments, such as `data.invoices`; `data.attachments` by default. */
  attachments?: string | undefined;
  overrides?: EmailOverrides | undefined;
}

interface MailAddress {
  address: string;
  name: string | null;
}

export interface EmailContent {
  type: "EMAIL";
  subject: string;
  /** A whole page. */
  html: string;
  text: string;
  /** Null to use the recipient's own address. */
  to: string | null;
  /** Null to use the sender in the provider's settings. */
  from: MailAddress | null;
  cc: string[];
  bcc: string[];
  replyTo: string | null;
  /** Left out where there are none. */
  attachments?: AttachmentRef[];
}

const line = z.string().min(1).max(1024);

const overridesSchema = z.strictObject({
  to: line.optional(),
  from: z.strictObject({ address: line, name: line.optional() }).optional(),
  cc: line.optional(),
  bcc: line.optional(),
  replyTo: line.optional(),
});

const schema = z.strictObject({
  subject: z.string().min(1).max(2048),
  markdown: z.string().optional(),
  html: z.string().optional(),
  text: z.string().optional(),
  attachments: z.string().min(1).max(255).optional(),
  overrides: overridesSchema.optional(),
});

/**
 * Email: a subject, a body of markdown or HTML, and a text part, which is derived from the body unless the step gives one.
 */
export const emailTemplate: ChannelTemplate<EmailTemplate, EmailContent> = {
  schema,
  rules: { oneOf: [{ required: ["markdown"] }, { required: ["html"] }] },
  overrides: { schema: overridesSchema, bare: { subject: "-", markdown: "-" } },

  texts({ subject, markdown, html, text, overrides = {} }) {
    const { from, ...lines } = overrides;
    return [
      { path: ["subject"], text: subject },
      ...given({ markdown, html, text }),
      ...given({ ...lines }, "overrides"),
      ...given({ ...from }, "overrides", "from"),
    ];
  },

  compile(document, { schemes }) {
    const { markdown, html } = document;
    const fields = new TemplateFields();
    if (markdown === undefined && html === undefined) {
      fields.refuse(["markdown"], "required", "An email needs `markdown` or `html`.");
    }
    if (markdown !== undefined && html !== undefined) {
      fields.refuse(["html"], "conflict", "An email has either `markdown` or `html`, not both.");
    }
    const subject = fields.field(document.subject, ["subject"]);
    const body =
      html === undefined
        ? fields.field(markdown ?? "", ["markdown"], (source, path) => markdownField(source, path, schemes))
        : fields.field(html, ["html"], escapedField);
    const text = fields.optional(document.text, ["text"]);
    const overrides = compileOverrides(fields, document.overrides ?? {});
    const attachments = placeOf(fields, document.attachments);
    return fields.template<EmailContent>({
      attachments,
      render(scope) {
        const title = lineOf(subject, scope);
        const shown = body(scope);
        const attached = attachmentsIn(scope.data[attachments.key]);
        const content: EmailContent = {
          ...{ type: "EMAIL", subject: title, html: mailPage(title, shown.text) },
          text: text ? text(scope).text : htmlText(shown.text),
          ...overrides(scope),
          ...(attached.length > 0 && { attachments: attached }),
        };
        return { content, leftOut: shown.leftOut };
      },
      destination({ to }, { recipient }) {
        if (to !== null) return { ok: true, addresses: [{ address: to }] };
        const { email, name } = recipient;
        if (typeof email !== "string" || email === "") return { ok: false, missing: "email" };
        return { ok: true, addresses: [{ address: email, ...(typeof name === "string" && name !== "" && { name }) }] };
      },
    });
  },
};

function placeOf(fields: TemplateFields, written: string | undefined): AttachmentsPlace {
  fields.reads("data");
  if (written === undefined) return { key: DEFAULT_ATTACHMENTS_KEY, isNamed: false };
  const path = pathInText(written);
  const [key = "", ...deeper] = path?.root === "data" ? path.segments : [];
  if (key === "" || deeper.length > 0) {
    fields.refuse(["attachments"], "invalid", "The key of the data that lists the attachments, such as data.invoices.");
  }
  return { key, isNamed: true };
}

type Overridden = Pick<EmailContent, "to" | "from" | "cc" | "bcc" | "replyTo">;

function compileOverrides(fields: TemplateFields, written: EmailOverrides): (scope: TemplateScope) => Overridden {
  const at = (name: string, text: string | undefined): FieldTemplate | null =>
    fields.optional(text, ["overrides", name]);
  const [to, cc, bcc, replyTo] = [
    at("to", written.to),
    at("cc", written.cc),
    at("bcc", written.bcc),
    at("replyTo", written.replyTo),
  ];
  const address = fields.optional(written.from?.address, ["overrides", "from", "address"]);
  const name = fields.optional(written.from?.name, ["overrides", "from", "name"]);
  return (scope) => {
    // An override that renders to an empty text is ignored.
    const read = (field: FieldTemplate | null): string | null => (field && lineOf(field, scope)) || null;
    const sender = read(address);
    return {
      to: read(to),
      from: sender === null ? null : { address: sender, name: read(name) },
      cc: listOf(read(cc)),
      bcc: listOf(read(bcc)),
      replyTo: read(replyTo),
    };
  };
}

function listOf(text: string | null): string[] {
  return (text ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function given(texts: Record<string, string | undefined>, ...above: string[]): TemplateText[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [{ path: [...above, name], text }],
  );
}
