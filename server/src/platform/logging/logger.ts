import { pino, type Logger } from "pino";

export type { Logger } from "pino";

/** Fields that never reach a log, wherever they stand: secrets, and what customers' people wrote or are. */
const REDACTED = ["secretKey", "userToken", "authorization", "password", "data", "properties", "email", "phoneNumber"];

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "[redacted]" },
  });
}
