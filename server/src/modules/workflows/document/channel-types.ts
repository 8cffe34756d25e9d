import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../../channels/index.js";

/**
 * A document as its versions are stored: with the channel type next to each channel key, so that a version is
 * compiled without a look-up of channels. A version without types is from a release in which all channels were
 * in-app.
 */
export function withChannelTypes(
  document: JsonObject,
  channels: readonly { key: string; type: ChannelType }[],
): JsonObject {
  const types = new Map(channels.map(({ key, type }) => [key, type]));
  return mapChannelSteps(document, (step) => {
    const type = typeof step.channelKey === "string" ? types.get(step.channelKey) : undefined;
    return type === undefined ? step : { ...step, channelType: type };
  });
}

/** A document as it was written, from a stored version. */
export function withoutChannelTypes(document: JsonObject): JsonObject {
  return mapChannelSteps(document, ({ channelType, ...written }) => written);
}

function mapChannelSteps(holder: JsonObject, change: (step: JsonObject) => JsonObject): JsonObject {
  if (!Array.isArray(holder.steps)) return holder;
  const steps = holder.steps.map((step): Json => {
    if (!isJsonObject(step)) return step;
    if (step.type === "channel") return change(step);
    if (!Array.isArray(step.branches)) return step;
    const branches = step.branches.map((branch) => (isJsonObject(branch) ? mapChannelSteps(branch, change) : branch));
    return { ...step, branches };
  });
  return { ...holder, steps };
}
