import { ask } from "../../../api/ask.js";
import {
  DefaultPreferencesDocument,
  PreferencesOfObjectDocument,
  PreferencesOfUserDocument,
  SetDefaultPreferencesDocument,
  SetRecipientPreferencesDocument,
} from "../../../api/generated/preferences.js";
import type { ChoicesFragment, LayerFragment, PreferenceRuleInput } from "../../../api/generated/operations.js";

/** Whose preferences are shown: a recipient's, in a tenant or outside any, or defaults. */
export type PreferenceOwner =
  | { readonly kind: "user"; readonly userId: string; readonly tenantId: string | null }
  | {
      readonly kind: "object";
      readonly collection: string;
      readonly objectId: string;
      readonly tenantId: string | null;
    }
  | { readonly kind: "tenant"; readonly tenantId: string }
  | { readonly kind: "environment"; readonly tenantId: null };

export interface PreferencesRead {
  readonly preferences: ChoicesFragment;
  /** As they were written, weakest first. */
  readonly layers: readonly LayerFragment[];
}

/** Which layer the owner writes. */
export function sourceOf({ kind }: PreferenceOwner): "RECIPIENT" | "TENANT" | "ENVIRONMENT" {
  if (kind === "tenant") return "TENANT";
  return kind === "environment" ? "ENVIRONMENT" : "RECIPIENT";
}

/** The right that writing needs. */
export function rightOf(owner: PreferenceOwner): string {
  return sourceOf(owner) === "RECIPIENT" ? "own.change" : "preferences.change";
}

/** Null if there is no such recipient. */
export async function readPreferences(
  env: string,
  owner: PreferenceOwner,
  signal: AbortSignal,
): Promise<PreferencesRead | null> {
  const { tenantId } = owner;
  if (owner.kind === "user") {
    const { userId } = owner;
    const variables = { userId, recipient: { userId }, tenantId };
    const { user, preferenceLayers } = await ask(env, PreferencesOfUserDocument, { variables, signal });
    return user?.preferences ? { preferences: user.preferences, layers: preferenceLayers ?? [] } : null;
  }
  if (owner.kind === "object") {
    const { collection, objectId } = owner;
    const variables = { collection, objectId, recipient: { object: { collection, objectId } }, tenantId };
    const { object, preferenceLayers } = await ask(env, PreferencesOfObjectDocument, { variables, signal });
    return object?.preferences ? { preferences: object.preferences, layers: preferenceLayers ?? [] } : null;
  }
  const { defaultPreferences } = await ask(env, DefaultPreferencesDocument, { variables: { tenantId }, signal });
  return defaultPreferences?.preferences
    ? { preferences: defaultPreferences.preferences, layers: [defaultPreferences] }
    : null;
}

export interface PreferenceChange {
  readonly rules?: readonly PreferenceRuleInput[];
  readonly overrides?: readonly PreferenceRuleInput[];
  readonly commercialSubscribed?: boolean;
}

export async function writePreferences(env: string, owner: PreferenceOwner, change: PreferenceChange): Promise<void> {
  const { tenantId } = owner;
  if (owner.kind === "tenant" || owner.kind === "environment") {
    await ask(env, SetDefaultPreferencesDocument, { variables: { input: { ...change, tenantId } } });
    return;
  }
  const recipient =
    owner.kind === "user"
      ? { userId: owner.userId }
      : { object: { collection: owner.collection, objectId: owner.objectId } };
  await ask(env, SetRecipientPreferencesDocument, { variables: { input: { ...change, recipient, tenantId } } });
}
