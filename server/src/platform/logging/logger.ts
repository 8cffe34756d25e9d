import { pino, type Logger } from "pino";
import { standardOutput } from "./line-writer.js";

export type { Logger } from "pino";

/** Fields that are never logged, at any depth: secrets and personal data. */
const REDACTED = ["secretKey", "userToken", "authorization", "password", "data", "properties", "email", "phoneNumber"];

/** Writes by our own writer: pino's ends the process at the first error of a write, and then tries that line without end. */
export function createLogger(level: string): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[redacted]" },
  };
  return pino(options, standardOutput);
}
