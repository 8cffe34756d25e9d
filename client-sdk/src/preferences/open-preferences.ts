import { CarillonError } from "../errors.js";
import { onPageHide } from "../page-hide.js";
import { createSubscribable } from "../subscribable.js";
import type { PreferencesClient, PreferencesHandle, PreferencesSnapshot } from "./choices.js";
import { PreferencesSession } from "./preferences-session.js";
import { watchPage } from "./watch-page.js";

export interface PreferencesOptions {
  /** The preferences within this tenant. Default: those without a tenant. */
  readonly tenantId?: string | null;
}

const NOTHING: PreferencesSnapshot = {
  status: "loading",
  choices: [],
  commercialSubscribed: true,
  isSaving: false,
  error: null,
};

/**
 * One person's preferences, to be shown and changed. Nothing is loaded before `start()`.
 *
 * @example
 * const preferences = openPreferences(client);
 * const stop = preferences.start();
 * preferences.store.subscribe(() => show(preferences.store.getSnapshot().choices));
 */
export function openPreferences(
  client: PreferencesClient,
  { tenantId = null }: PreferencesOptions = {},
): PreferencesHandle {
  const store = createSubscribable(NOTHING);
  const page = watchPage();
  const begin = (): PreferencesSession => new PreferencesSession(client, tenantId, store, () => page.tellOthers());
  let session = begin();
  let startedCount = 0;
  let stop: () => void = () => undefined;

  const load = (): void => void session.load().catch(() => undefined);
  const run = (): (() => void) => {
    let person = client.person.getSnapshot().switchCount;
    const stopPerson = client.person.subscribe(() => {
      if (client.person.getSnapshot().switchCount === person) return;
      person = client.person.getSnapshot().switchCount;
      // Nothing of the former user stays, and answers to their requests are not shown.
      session.end();
      store.set(NOTHING);
      session = begin();
      load();
    });
    const stopPage = page.onReason(load);
    const stopLeaving = onPageHide(() => session.flush());
    load();
    return () => {
      stopPerson();
      stopPage();
      stopLeaving();
    };
  };

  return {
    store,
    start() {
      if (startedCount === 0) stop = run();
      startedCount += 1;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        startedCount -= 1;
        if (startedCount === 0) stop();
      };
    },
    refetch: () => session.load(),
    async setAllowed(choice, isAllowed) {
      if (choice.isFixed) throw new CarillonError("FORBIDDEN", `"${choice.name}" is fixed: ${choice.code}.`);
      await session.choose(choice, isAllowed);
    },
    setCommercial: (isSubscribed) => session.chooseCommercial(isSubscribed),
  };
}
