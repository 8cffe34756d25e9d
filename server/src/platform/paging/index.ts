export {
  cursorCodec,
  isStorableInt,
  isStorableCount,
  isStorableText,
  PAGE_DEFAULT,
  PAGE_MAX,
  PAGE_SCAN_MAX,
  readPage,
  toConnection,
} from "./page.js";
export type { ConnectionOf, CursorCodec, Edge, Page, PageInfo, PageRequest } from "./page.js";
export { boundedListSql, fitsSql } from "./bounded-list.js";
export { keysetSql } from "./keyset.js";
export type { KeysetSql, ListOrder } from "./keyset.js";
export { ageCursor, connectionByAge, isAgeKey, isUuid, pageByAge } from "./page-by-age.js";
export type { AgeKey } from "./page-by-age.js";
