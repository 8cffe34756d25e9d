import { CarillonError } from "@carillon/client";
import type { OneProviderFragment } from "../../../api/generated/operations.js";
import { defaultSettings, editableSettings, type Settings } from "../../../components/form/schema-fields.js";

/** A provider of a channel as it is edited. */
export interface DraftProvider {
  readonly providerKey: string;
  readonly settings: Settings;
  /** As the server shows them; empty for a provider that is not stored yet. */
  readonly stored: Settings;
}

const NOTHING: Settings = {};

export function newProvider({ providerKey, settingsSchema }: OneProviderFragment): DraftProvider {
  return { providerKey, settings: defaultSettings(settingsSchema), stored: NOTHING };
}

export function storedProvider(
  { providerKey, settings }: { readonly providerKey: string; readonly settings: Settings },
  kind: OneProviderFragment | undefined,
): DraftProvider {
  return { providerKey, settings: editableSettings(kind?.settingsSchema ?? NOTHING, settings), stored: settings };
}

/** The list with the provider at one place moved by one. */
export function moved(list: readonly DraftProvider[], at: number, by: 1 | -1): DraftProvider[] {
  const [one, other] = [list[at], list[at + by]];
  if (!one || !other) return [...list];
  return list.map((each, index) => (index === at ? other : index === at + by ? one : each));
}

/** What is wrong with a setting of the provider at one place, as the API said; null for nothing. */
export function issueOf(error: unknown, at: number, path: readonly string[]): string | null {
  if (!(error instanceof CarillonError)) return null;
  const wanted = ["providers", String(at), "settings", ...path].join(".");
  return error.issues.find((issue) => issue.path.join(".").endsWith(wanted))?.message ?? null;
}

/** Whether every issue of the error is shown at its setting. */
export function isShownAtFields(error: unknown): boolean {
  return (
    error instanceof CarillonError &&
    error.issues.length > 0 &&
    error.issues.every(({ path }) => path.includes("settings") && path.at(-1) !== "settings")
  );
}
