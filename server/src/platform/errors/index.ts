export { AppError, badInput, overloaded, refused, ERROR_CODES } from "./app-error.js";
export type { ErrorCode, ErrorDetails, InputIssue } from "./app-error.js";
export { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES } from "./check-text.js";
export { OperatorError } from "./operator-error.js";
export { systemCode } from "./system-code.js";
