import { z } from "zod";
import { compileInAppTemplate, readsOf, renderWithLeftOut } from "../in-app-template.js";
import type { FeedBlock, InAppTemplate } from "../in-app-template.js";
import type { ChannelTemplate, Destination, TemplateText } from "./channel-template.js";

export interface InAppContent {
  type: "IN_APP";
  blocks: FeedBlock[];
}

/** Every recipient has a feed. */
const FEED: Destination = { ok: true, addresses: [null] };

const schema = z.strictObject({
  markdown: z.string().optional(),
  text: z.string().optional(),
  actionUrl: z.string().optional(),
  buttons: z
    .array(z.strictObject({ name: z.string().min(1).max(255), label: z.string().min(1), action: z.string().min(1) }))
    .max(2)
    .optional(),
});

export const inAppTemplate: ChannelTemplate<InAppTemplate, InAppContent> = {
  schema,
  rules: { oneOf: [{ required: ["markdown"] }, { required: ["text"] }] },
  overrides: null,

  texts({ markdown, text, actionUrl, buttons = [] }) {
    const of = (value: string | undefined, ...path: string[]): TemplateText[] =>
      value === undefined ? [] : [{ path, text: value }];
    return [
      ...of(markdown, "markdown"),
      ...of(text, "text"),
      ...of(actionUrl, "actionUrl"),
      ...buttons.flatMap(({ label, action }, index) => [
        ...of(label, "buttons", String(index), "label"),
        ...of(action, "buttons", String(index), "action"),
      ]),
    ];
  },

  compile(document, links) {
    const compiled = compileInAppTemplate(document, links);
    if (!compiled.ok) return compiled;
    const { template } = compiled;
    return {
      ok: true,
      template: {
        roots: template.roots,
        readsRecipient: readsOf(template).readsRecipient,
        render(scope) {
          const { blocks, leftOut } = renderWithLeftOut(template, scope);
          return { content: { type: "IN_APP", blocks }, leftOut };
        },
        destination: () => FEED,
      },
    };
  },
};
