import type { MessageContent } from "../../templates/index.js";

/**
 * Content as the columns `messages.blocks` and `contents.blocks` hold it. In-app content is a list, as before there were
 * other types; content of another type is an object that names its type.
 */
export function storedContent(content: MessageContent): object {
  return content.type === "IN_APP" ? content.blocks : content;
}
