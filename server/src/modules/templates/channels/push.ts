import { z } from "zod";
import type { JsonObject } from "../../../platform/json.js";
import type { ChannelTemplate } from "./channel-template.js";
import { compileObject, textsOfJson } from "./json-fields.js";
import { lineOf, TemplateFields } from "./template-fields.js";

/** Display options of a push. */
interface PushOverrides {
  /** A newer push with the same key replaces an older one on the screen. */
  collapseKey?: string | undefined;
  /** Renders to a number. */
  badge?: string | number | undefined;
  sound?: string | undefined;
  /** The URL that a tap opens in a browser. */
  url?: string | undefined;
  isUrgent?: boolean | undefined;
}

export interface PushTemplate {
  title?: string | undefined;
  body?: string | undefined;
  /** The data of the app, in addition to the text. Strings in it may contain Liquid. */
  data?: JsonObject | undefined;
  isSilent?: boolean | undefined;
  overrides?: PushOverrides | undefined;
}

export interface PushContent {
  type: "PUSH";
  title: string | null;
  body: string;
  data: JsonObject;
  isSilent: boolean;
  collapseKey: string | null;
  badge: number | null;
  sound: string | null;
  url: string | null;
  isUrgent: boolean;
}

const line = z.string().min(1).max(1024);
const data = z.record(z.string().min(1).max(255), z.any());

const overridesSchema = z.strictObject({
  collapseKey: line.optional(),
  badge: z.union([z.int().min(0).max(99_999), line]).optional(),
  sound: line.optional(),
  url: line.optional(),
  isUrgent: z.boolean().optional(),
});

/** A push message: to each device and browser of the recipient's channel data. */
export const pushTemplate: ChannelTemplate<PushTemplate, PushContent> = {
  schema: z.strictObject({
    title: z.string().max(2048).optional(),
    body: z.string().optional(),
    data: data.optional(),
    isSilent: z.boolean().optional(),
    overrides: overridesSchema.optional(),
  }),
  rules: { anyOf: [{ required: ["body"] }, { required: ["isSilent"], properties: { isSilent: { const: true } } }] },

  overrides: { schema: overridesSchema, bare: { body: "-" } },

  texts({ title, body, data: written = {}, overrides = {} }) {
    const { isUrgent, badge, ...lines } = overrides;
    const texts = { title, body };
    const more = { ...lines, badge: typeof badge === "number" ? undefined : badge };
    return [
      ...Object.entries(texts).map(([name, text]) => ({ path: [name], text })),
      ...Object.entries(more).map(([name, text]) => ({ path: ["overrides", name], text })),
    ]
      .flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
      .concat(textsOfJson(written, ["data"]));
  },

  compile(document) {
    const fields = new TemplateFields();
    const { isSilent = false, overrides = {} } = document;
    if (document.body === undefined && !isSilent) {
      fields.refuse(["body"], "required", "A push needs a `body`, unless it is silent.");
    }
    const title = fields.optional(document.title, ["title"]);
    const body = fields.optional(document.body, ["body"]);
    const more = compileObject(fields, document.data ?? {}, ["data"]);
    const at = (name: string): string[] => ["overrides", name];
    const lines = {
      collapseKey: fields.optional(overrides.collapseKey, at("collapseKey")),
      sound: fields.optional(overrides.sound, at("sound")),
      url: fields.optional(overrides.url, at("url")),
    };
    const badge = overrides.badge === undefined ? null : fields.field(String(overrides.badge), at("badge"));
    return fields.template<PushContent>({
      render(scope) {
        const shown = body?.(scope);
        const content: PushContent = {
          ...{ type: "PUSH", title: (title && lineOf(title, scope)) || null, body: shown?.text ?? "" },
          ...{ data: more(scope), isSilent, isUrgent: overrides.isUrgent ?? false },
          collapseKey: (lines.collapseKey && lineOf(lines.collapseKey, scope)) || null,
          badge: badge && numberOf(lineOf(badge, scope)),
          sound: (lines.sound && lineOf(lines.sound, scope)) || null,
          url: (lines.url && lineOf(lines.url, scope)) || null,
        };
        return { content, leftOut: shown?.leftOut ?? [] };
      },
      destination(_content, { entries }) {
        if (entries.length === 0) return { ok: false, missing: "channelData" };
        return { ok: true, addresses: entries.map(({ id }) => ({ entry: id })) };
      },
    });
  },
};

/** A badge that is no number is none. */
function numberOf(text: string): number | null {
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}
