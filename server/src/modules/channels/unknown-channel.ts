import { refused, type AppError, type InputIssue } from "../../platform/errors/index.js";

/** What is wrong with the key of a channel that does not exist. */
export function unknownChannel(channelKey: string): InputIssue {
  const message = `There is no channel "${channelKey.slice(0, 63)}" in this environment.`;
  return { path: ["channelKey"], code: "unknown_channel", message };
}

/** `NOT_FOUND` for a command about a channel that does not exist. */
export function noSuchChannel(channelKey: string): AppError {
  return refused("NOT_FOUND", unknownChannel(channelKey));
}
