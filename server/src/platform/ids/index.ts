export { LANE_COUNT, laneOf } from "./lane.js";
export { isObjectKey, objectKey, parseRecipientKey, recipientKeyOf, userKey } from "./recipient-key.js";
export type { RecipientRef } from "./recipient-key.js";
export {
  ID_PREFIXES,
  bytesToUuid,
  decodeBase32,
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
  uuidToBytes,
} from "./public-id.js";
export type { IdKind, LaneId, MessageKey, ParsedId } from "./public-id.js";
export { boundedKey, contentIdOf, runIdOf } from "./run-id.js";
