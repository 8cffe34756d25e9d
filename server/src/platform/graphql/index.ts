export { ConditionScalar, DateTimeScalar, FeedVersionScalar, JsonObjectScalar } from "./scalars.js";
export { readDateTime } from "./date-time.js";
export { Node, PageInfo } from "./node.schema.js";
export { connectionType, PageArgs } from "./connection.schema.js";
export type { NodeWords } from "./connection.schema.js";
export { ErrorCode, InputIssue, RequestError } from "./request-error.schema.js";
export {
  cursorCodec,
  isStorableInt,
  isStorableText,
  PAGE_DEFAULT,
  PAGE_MAX,
  readPage,
  toConnection,
} from "./paging.js";
export type { ConnectionOf, CursorCodec, Edge, Page } from "./paging.js";
export { keysetSql } from "./keyset.js";
export type { KeysetSql, ListOrder } from "./keyset.js";
export { outletOf, setOutlet } from "./outlet.js";
export type { Outlet } from "./outlet.js";
export { createApollo } from "./apollo.js";
export { withStatus } from "./apollo-plugins.js";
export type { OperationGuard } from "./apollo-plugins.js";
export { checkOperation, OPERATION_LIMITS } from "./check-operation.js";
export type { OperationLimits } from "./check-operation.js";
export { CompiledQueries } from "./compiled-queries.js";
export { DocumentCache, subscribeFreshly } from "./execution.js";
export { ErrorFormatter } from "./error-formatter.js";
export { ageCursor, connectionByAge, isAgeKey, isUuid, pageByAge } from "./page-by-age.js";
export type { AgeKey } from "./page-by-age.js";
