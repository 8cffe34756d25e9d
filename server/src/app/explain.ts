import { ConfigError } from "../platform/config/index.js";
import { HomeInUseError, NewerDatabaseError } from "../platform/postgres/index.js";

/** What a person can mend is told in words; anything else with its stack. */
export function explain(error: unknown): string {
  const isToldInWords = [ConfigError, HomeInUseError, NewerDatabaseError].some((kind) => error instanceof kind);
  if (isToldInWords && error instanceof Error) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port is taken. Stop what listens there, or set PORT to another one (0 picks a free one).";
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
