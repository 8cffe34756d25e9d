/**
 * Whether this tab may do something that only one tab of the origin should do; no other tab gets the same name for `forMs`
 * milliseconds. Without Web Locks every tab may.
 */
export async function claimForTab(name: string, forMs: number): Promise<boolean> {
  const { locks } = navigator;
  if (locks === undefined) return true;
  return new Promise((resolve) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise((done) => setTimeout(done, forMs));
    };
    // A page with an opaque origin, such as a sandboxed frame, has no other tabs.
    locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(true));
  });
}

const VISIBLE = "carillon-visible-1";

/** Tells the origin's other tabs while this page is visible; returns a function that stops this. */
export function sayWhenVisible(): () => void {
  const { locks } = navigator;
  if (locks === undefined) return () => undefined;
  let letGo: (() => void) | null = null;
  const look = (): void => {
    if (document.visibilityState !== "visible") {
      letGo?.();
      letGo = null;
    } else if (letGo === null) {
      // Created before the lock is granted: a caller that releases it earlier never holds it.
      const held = new Promise<void>((done) => (letGo = done));
      void locks.request(VISIBLE, { mode: "shared" }, () => held).catch(() => undefined);
    }
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    letGo?.();
  };
}

/** Whether a tab of this origin that uses `sayWhenVisible` is visible. */
export async function isAnyTabVisible(): Promise<boolean> {
  if (document.visibilityState === "visible") return true;
  try {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.some(({ name }) => name === VISIBLE);
  } catch {
    return false;
  }
}
