import type { InputIssue } from "../../../platform/errors/index.js";
import { isSameJson, type Json, type JsonObject } from "../../../platform/json.js";
import { checkSettings } from "./check-settings.js";
import type { ProviderKind } from "./provider-kind.js";

/** The settings of a channel's provider, split into readable and secret ones. */
export interface SplitSettings {
  settings: JsonObject;
  secrets: JsonObject;
}

export type ReadSettings = ({ ok: true } & SplitSettings) | { ok: false; issues: InputIssue[] };

/** The stored part of a provider that is given again. */
export interface StoredSettings extends SplitSettings {
  hints: Readonly<Record<string, string>>;
}

const DOTS = "••••";
const HINTED_MIN_LENGTH = 16;
const HINT_LENGTH = 4;

/** The text that replaces a secret: its last four characters, if the secret is long enough to hide the rest. */
export function hintOf(secret: Json): string {
  const text = typeof secret === "string" ? secret : "";
  const isLong = text.length >= HINTED_MIN_LENGTH && /^\S+$/.test(text.slice(-HINT_LENGTH));
  return isLong ? DOTS + text.slice(-HINT_LENGTH) : DOTS;
}

/**
 * Validates given settings. A secret that is omitted, or given in its readable form, keeps its stored value. The
 * exception are changed destination settings: otherwise a caller who may change a channel could have its secrets sent
 * to another server.
 */
export function readSettings(
  kind: ProviderKind,
  given: JsonObject,
  { stored, path }: { stored: StoredSettings | null; path: readonly string[] },
): ReadSettings {
  const complete = stored ? withStoredSecrets(kind, given, stored) : given;
  const issues = checkSettings(kind.settingsSchema, complete, path);
  if (issues.length > 0) return { ok: false, issues };
  const split = splitSettings(kind, complete);
  const fault = kind.faultOf(split.settings, split.secrets);
  if (!fault) return { ok: true, ...split };
  return { ok: false, issues: [{ path: [...path], code: fault.code, message: fault.reason }] };
}

function withStoredSecrets(kind: ProviderKind, given: JsonObject, stored: StoredSettings): JsonObject {
  const isElsewhere = kind.destinationNames.some(
    (name) => !isSameJson(given[name] ?? null, stored.settings[name] ?? null),
  );
  const complete = { ...given };
  for (const name of kind.secretNames) {
    const value = complete[name];
    const isShown = value !== undefined && value === stored.hints[name];
    if (value !== undefined && !isShown) continue;
    const kept = stored.secrets[name];
    if (kept !== undefined && !isElsewhere) complete[name] = kept;
    else if (isShown) delete complete[name];
  }
  return complete;
}

function splitSettings(kind: ProviderKind, complete: JsonObject): SplitSettings {
  const settings: JsonObject = {};
  const secrets: JsonObject = {};
  for (const [name, value] of Object.entries(complete)) {
    (kind.secretNames.includes(name) ? secrets : settings)[name] = value;
  }
  return { settings, secrets };
}
