import { z } from "zod";
import { compileInAppTemplate, type InAppTemplate } from "../../templates/index.js";
import { baseOf, conditionsSchema, stepBaseShape, templateSchema } from "./step-fields.js";
import type { StepDefinition, StepPlace } from "./step-definition.js";

const schema = z.strictObject({
  ...stepBaseShape,
  type: z.literal("channel"),
  channelKey: z.string().min(1).max(255),
  template: templateSchema,
  conditions: conditionsSchema.optional(),
});

/** The shape alone; `compileInAppTemplate` judges what it says. */
export const inAppTemplateSchema = z.strictObject({
  markdown: z.string().optional(),
  text: z.string().optional(),
  actionUrl: z.string().optional(),
  buttons: z
    .array(z.strictObject({ name: z.string().min(1).max(255), label: z.string().min(1), action: z.string().min(1) }))
    .max(2)
    .optional(),
});

/** Makes a message. */
export const channelStep: StepDefinition<"channel"> = {
  schema,

  read(input, place) {
    const { context, path } = place;
    const fields = context.shape(schema, input, path);
    const conditions = context.stepCondition(input.conditions, [...path, "conditions"]);
    const template = readTemplate(input.template, place);
    if (typeof input.channelKey === "string") checkChannel(input.channelKey, place);
    return (
      fields && template && { ...baseOf(fields), type: "channel", channelKey: fields.channelKey, template, conditions }
    );
  },

  compile({ ref, channelKey, template, conditions }, { next, context }) {
    return {
      ref,
      next,
      conditions: context.condition(conditions),
      type: "channel",
      channelKey,
      template: context.inAppTemplate(template),
    };
  },
};

function readTemplate(value: unknown, { context, path }: StepPlace): InAppTemplate | null {
  const at = [...path, "template"];
  // The step's own shape says that it is missing.
  if (value === undefined) return null;
  const template = context.shape(inAppTemplateSchema, value, at);
  if (!template) return null;

  const { channels, linkSchemes: schemes = [] } = context.surroundings;
  // A version that was committed before stays valid when its environment allows fewer schemes: its links are left out then.
  const compiled = compileInAppTemplate(template, { schemes, areLiteralsChecked: channels !== null });
  if (compiled.ok) return template;
  for (const issue of compiled.issues) context.refuse([...at, ...issue.path], issue.code, issue.message);
  return null;
}

function checkChannel(channelKey: string, { context, path }: StepPlace): void {
  const { channels } = context.surroundings;
  if (!channels) return;
  const channel = channels.find((each) => each.key === channelKey);
  const at = [...path, "channelKey"];
  if (!channel) {
    const known = channels.map((each) => `"${each.key}"`).join(", ") || "none yet";
    context.refuse(at, "unknown_channel", `This environment has no channel "${channelKey}". Its channels: ${known}.`);
  } else if (channel.type !== "IN_APP") {
    context.refuse(
      at,
      "unsupported_channel",
      `Channels of type ${channel.type} cannot be used in steps yet; use one of type IN_APP.`,
    );
  }
}
