export { LANE_COUNT, laneOf } from "./lane.js";
export { isObjectKey, objectKey, parseRecipientKey, userKey } from "./recipient-key.js";
export type { RecipientRef } from "./recipient-key.js";
export {
  encodeBase32,
  laneId,
  messageId,
  namedId,
  parseLaneId,
  parseMessageId,
  parseNamedId,
  parsePublicId,
  parseUuidId,
  publicId,
  uuidId,
} from "./public-id.js";
export type { IdKind, LaneId, MessageKey, ParsedId } from "./public-id.js";
export { contentIdOf, hiddenKey, runIdOf, runIdParts, runIdSql } from "./run-id.js";
