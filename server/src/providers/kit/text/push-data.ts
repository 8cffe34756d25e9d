import type { JsonObject } from "../../../platform/json.js";
import { MESSAGE_ID_NAME } from "../message.js";

/**
 * The data that an app gets in addition to the text: the author's data, and our message id. A name that the vendor
 * reserves gets the prefix `_`, so that nothing is lost and nothing is overwritten.
 */
export function pushData(data: JsonObject, messageId: string, isReserved: (name: string) => boolean): JsonObject {
  const renamed: JsonObject = {};
  for (const [name, value] of Object.entries(data)) renamed[isReserved(name) ? `_${name}` : name] = value;
  return { ...renamed, [MESSAGE_ID_NAME]: messageId };
}
