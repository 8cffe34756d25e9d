"use client";
import {
  openPreferences,
  type PreferencesHandle,
  type PreferencesOptions,
  type PreferencesSnapshot,
} from "@carillon/client/preferences";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useBellContext } from "../provider/bell-context.js";

/** The current preferences, and the handle to change them. */
export interface PreferencesState extends PreferencesSnapshot {
  readonly preferences: PreferencesHandle;
}

/**
 * The person's preferences, loaded again when the page is looked at again. Outside any tenant unless `tenantId`, or that of the
 * provider's feed, says which.
 *
 * @example
 * const { choices, preferences } = usePreferences();
 * return choices.map((choice) => <Toggle onChange={(isOn) => void preferences.setAllowed(choice, isOn)} />);
 */
export function usePreferences(options: PreferencesOptions = {}): PreferencesState {
  const { client, feed, reportError } = useBellContext();
  const tenantId = (options.tenantId === undefined ? feed.tenantId : options.tenantId) ?? null;
  const preferences = useMemo(() => openPreferences(client, { tenantId }), [client, tenantId]);
  useEffect(() => preferences.start(), [preferences]);
  const { subscribe, getSnapshot } = preferences.store;
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  const { error } = snapshot;
  useEffect(() => {
    if (error !== null) reportError(error);
  }, [error, reportError]);
  return useMemo(() => ({ ...snapshot, preferences }), [snapshot, preferences]);
}
