import type { MessageContent } from "../../templates/index.js";

type StoredContent = MessageContent<"IN_APP">["blocks"];

/**
 * Content as the columns `messages.blocks` and `contents.blocks` hold it. In-app content is a list, as before there were
 * other types; content of another type has to be an object that names its type.
 */
export function storedContent(content: MessageContent): StoredContent {
  switch (content.type) {
    case "IN_APP":
      return content.blocks;
  }
}
