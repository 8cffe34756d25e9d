export { ConditionScalar, DateTimeScalar, FeedVersionScalar, JsonObjectScalar } from "./scalars/scalars.js";
export { Node } from "./paging/node.schema.js";
export { connectionType, PageArgs } from "./paging/connection.schema.js";
export type { NodeWords } from "./paging/connection.schema.js";
export { TimeRangeInput } from "./scalars/time-range.schema.js";
export { ErrorCode, InputIssue, RequestError } from "./errors/request-error.schema.js";
export { refuseInexactScalars } from "./numbers/exact-scalars.js";
export { parseExactJson, spoilInexactNumbers } from "./numbers/spoil-inexact-numbers.js";
export { outletOf, setOutlet } from "./backpressure.js";
export type { Outlet } from "./backpressure.js";
export { createApollo } from "./apollo/apollo.js";
export type { OperationGuard } from "./apollo/apollo-plugins.js";
export {
  Bulkhead,
  CallerBulkheads,
  inMutations,
  readNested,
  setBulkheads,
  SHARES_STATEMENTS,
} from "./plans/bulkhead.js";
export type { BulkheadOptions } from "./plans/bulkhead.js";
export { measureOperation } from "./operations/operation-measure.js";
export type { MeasuredOperation } from "./operations/operation-measure.js";
export { checkOperation, OPERATION_LIMITS } from "./operations/check-operation.js";
export type { OperationLimits } from "./operations/check-operation.js";
export { CompiledQueries } from "./apollo/compiled-queries.js";
export type { AfterExecution } from "./apollo/compiled-queries.js";
export { DocumentCache } from "./documents/document-cache.js";
export { nameCommandArgument, underArgument, underArgumentOf } from "./errors/command-paths.js";
export { ErrorFormatter } from "./errors/error-formatter.js";
export { shorten } from "./errors/shorten.js";
export { rootFields } from "./root-fields.js";
export { findFields, hideFields } from "./operations/hide-fields.js";
export type { ReadOperation } from "./operations/hide-fields.js";
