import { ConfigError } from "../../platform/config/index.js";
import { OperatorError } from "../../platform/errors/index.js";
import { fileTrouble } from "./file-errors.js";
import { StopTimeoutError } from "./stop-in-time.js";

/** An error that an operator can correct is shown as its message; any other error with its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isToldInWords = [ConfigError, OperatorError, StopTimeoutError].some((kind) => error instanceof kind);
  if (isToldInWords) return error.message;
  return fileTrouble(error) ?? error.stack ?? error.message;
}
