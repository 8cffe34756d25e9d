export { ConditionScalar, DateTimeScalar, FeedVersionScalar, JsonObjectScalar } from "./scalars.js";
export { Node, PageInfo } from "./node.schema.js";
export { connectionType, PageArgs } from "./connection.schema.js";
export type { NodeWords } from "./connection.schema.js";
export { ErrorCode, InputIssue, RequestError } from "./request-error.schema.js";
export { jsonCursor, readPage, toConnection } from "./paging.js";
export type { ConnectionOf, CursorCodec, Edge, Page } from "./paging.js";
