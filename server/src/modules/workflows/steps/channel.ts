import { z } from "zod";
import type { JsonObject } from "../../../platform/json.js";
import {
  channelTemplate,
  isTemplateType,
  stepAnswered,
  TEMPLATE_TYPES,
  type ChatTemplate,
  type TemplateDocument,
  type TemplateType,
} from "../../templates/index.js";
import { baseOf, checkValue, conditionsSchema, stepBaseShape, templateSchema, valueSchema } from "./step-fields.js";
import type { StepDefinition, StepPlace } from "./step-definition.js";

const schema = z.strictObject({
  ...stepBaseShape,
  type: z.literal("channel"),
  channelKey: z.string().min(1).max(255),
  template: templateSchema,
  expiresAt: valueSchema.optional(),
  supersedeKey: valueSchema.optional(),
  onUncertain: z.enum(["RETRY", "RESOLVE", "STOP"]).optional(),
  conditions: conditionsSchema.optional(),
});

/** Makes a message. */
export const channelStep: StepDefinition<"channel"> = {
  schema,

  read(input, place) {
    const { context, path } = place;
    const fields = context.shape(schema, writtenIn(input, place), path);
    const conditions = context.stepCondition(input.conditions, [...path, "conditions"]);
    const channelType = typeOfChannel(input, place);
    const template =
      channelType === "CHAT" ? readChat(input, place) : channelType && readTemplate(channelType, input.template, place);
    for (const field of ["expiresAt", "supersedeKey"]) {
      const text = input[field];
      if (typeof text === "string") checkValue(text, place, field);
    }
    if (!fields || !channelType || !template) return null;
    return {
      ...baseOf(fields),
      ...{ type: "channel", channelKey: fields.channelKey, channelType, template, conditions },
      ...{ expiresAt: fields.expiresAt ?? null, supersedeKey: fields.supersedeKey ?? null },
      onUncertain: fields.onUncertain ?? null,
    };
  },

  compile(
    { ref, channelKey, channelType, template, conditions, expiresAt, supersedeKey, onUncertain },
    { next, context },
  ) {
    const compiled = context.template(channelType, template);
    return {
      ref,
      next,
      conditions: context.condition(conditions),
      type: "channel",
      channelKey,
      channelType,
      template: compiled,
      templateUnder: context.templatesUnder(channelType, template, compiled),
      expiresAt: expiresAt === null ? null : context.value(expiresAt),
      supersedeKey: supersedeKey === null ? null : context.value(supersedeKey),
      onUncertain,
    };
  },
};

/** Only committed versions contain the type: an author cannot set it. */
function writtenIn(input: JsonObject, { context }: StepPlace): JsonObject {
  if (context.surroundings.channels) return input;
  const { channelType, ...written } = input;
  return written;
}

/** The channel type of the step. If it is unknown, the step is checked as in-app. */
function typeOfChannel(
  { channelKey, channelType = "IN_APP" }: JsonObject,
  { context, path }: StepPlace,
): TemplateType | null {
  const { channels } = context.surroundings;
  const unsupported = (type: unknown): null =>
    context.refuse(
      [...path, "channelKey"],
      "unsupported_channel",
      `Channels of type ${String(type)} cannot be used in steps yet; use one of type ${TEMPLATE_TYPES.join(", ")}.`,
    );
  if (!channels) return isTemplateType(channelType) ? channelType : unsupported(channelType);
  if (typeof channelKey !== "string") return "IN_APP";
  const channel = channels.find((each) => each.key === channelKey);
  if (channel) return isTemplateType(channel.type) ? channel.type : unsupported(channel.type);
  const known = channels.map((each) => `"${each.key}"`).join(", ") || "none yet";
  const message = `This environment has no channel "${channelKey}". Its channels: ${known}.`;
  context.refuse([...path, "channelKey"], "unknown_channel", message);
  return "IN_APP";
}

/**
 * A chat template that may reply to an earlier step. The reply goes where the earlier message went, unless it names a place itself.
 */
function readChat({ ref, channelKey, template: written }: JsonObject, place: StepPlace): ChatTemplate | null {
  const { context, path } = place;
  const template = readTemplate("CHAT", written, place);
  if (!template || typeof ref !== "string" || typeof channelKey !== "string") return template;
  const answered = stepAnswered(template);
  const parent = answered === null ? undefined : context.chatSteps.get(answered);
  let placed = template;
  if (answered !== null && parent?.channelKey !== channelKey) {
    const message = `No chat step of the same channel before this one has the ref "${answered}".`;
    context.refuse([...path, "template", "replyTo"], "unknown_ref", message);
  } else if (parent) {
    const { channelId, userId } = template.overrides ?? {};
    const isPlaced = channelId !== undefined || userId !== undefined;
    placed = isPlaced ? template : { ...template, overrides: { ...parent.template.overrides, ...template.overrides } };
  }
  context.chatSteps.set(ref, { channelKey, template: placed });
  return placed;
}

function readTemplate<Type extends TemplateType>(
  type: Type,
  value: unknown,
  { context, path }: StepPlace,
): TemplateDocument<Type> | null {
  const at = [...path, "template"];
  // The step's own validation reports that it is missing.
  if (value === undefined) return null;
  const kind = channelTemplate(type);
  const template = context.shape(kind.schema, value, at);
  if (!template) return null;

  const { channels, linkSchemes: schemes = [] } = context.surroundings;
  // A version that was committed before stays valid when its environment allows fewer schemes: its links are left out then.
  const compiled = kind.compile(template, { schemes, areLiteralsChecked: channels !== null });
  if (compiled.ok) return template;
  for (const issue of compiled.issues) context.refuse([...at, ...issue.path], issue.code, issue.message);
  return null;
}
