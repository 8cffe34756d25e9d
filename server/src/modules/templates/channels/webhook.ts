import { z } from "zod";
import type { FieldTemplate } from "../field-template.js";
import type { TemplateScope } from "../template-scope.js";
import type { ChannelTemplate } from "./channel-template.js";
import { lineOf, TemplateFields } from "./template-fields.js";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export interface WebhookTemplate {
  method: (typeof METHODS)[number];
  url: string;
  headers?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  body?: string | undefined;
}

export interface WebhookContent {
  type: "WEBHOOK";
  method: (typeof METHODS)[number];
  url: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  /** Null for none. */
  body: string | null;
}

const PAIRS_MAX = 50;
const pairs = z
  .record(z.string().min(1).max(255), z.string().max(8192))
  .refine((all) => Object.keys(all).length <= PAIRS_MAX, { error: `At most ${PAIRS_MAX}.` });

/** An HTTP call; its names are written out, its values are Liquid. */
export const webhookTemplate: ChannelTemplate<WebhookTemplate, WebhookContent> = {
  schema: z.strictObject({
    method: z.enum(METHODS),
    url: z.string().min(1).max(8192),
    headers: pairs.optional(),
    query: pairs.optional(),
    body: z.string().optional(),
  }),
  rules: {},
  overrides: null,

  texts({ url, headers = {}, query = {}, body }) {
    return [
      { path: ["url"], text: url },
      ...Object.entries(headers).map(([name, text]) => ({ path: ["headers", name], text })),
      ...Object.entries(query).map(([name, text]) => ({ path: ["query", name], text })),
      ...(body === undefined ? [] : [{ path: ["body"], text: body }]),
    ];
  },

  compile({ method, ...document }) {
    const fields = new TemplateFields();
    const url = fields.field(document.url, ["url"]);
    const headers = pairFields(fields, "headers", document.headers ?? {});
    const query = pairFields(fields, "query", document.query ?? {});
    const body = fields.optional(document.body, ["body"]);
    return fields.template<WebhookContent>({
      render(scope) {
        const shown = body ? body(scope) : null;
        const content: WebhookContent = {
          ...{ type: "WEBHOOK", method, url: lineOf(url, scope) },
          ...{ headers: headers(scope), query: query(scope), body: shown && shown.text },
        };
        return { content, leftOut: shown?.leftOut ?? [] };
      },
      destination: () => ({ ok: true, addresses: [null] }),
    });
  },
};

function pairFields(
  fields: TemplateFields,
  field: string,
  written: Record<string, string>,
): (scope: TemplateScope) => Record<string, string> {
  const all = Object.entries(written).map(([name, text]): [string, FieldTemplate] => [
    name,
    fields.field(text, [field, name]),
  ]);
  return (scope) => Object.fromEntries(all.map(([name, value]) => [name, lineOf(value, scope)]));
}
