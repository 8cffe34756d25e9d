/**
 * Whether this tab may do what only one tab of the origin should do; no other tab gets the same name for so many milliseconds. Where there
 * are no Web Locks, every tab may.
 */
export async function claimForTab(name: string, forMs: number): Promise<boolean> {
  const { locks } = navigator;
  if (locks === undefined) return true;
  return new Promise((resolve) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise((done) => setTimeout(done, forMs));
    };
    // A page without an origin of its own, such as a sandboxed frame, has no other tabs either.
    locks.request(name, { ifAvailable: true }, hold).catch(() => resolve(true));
  });
}

const VISIBLE = "carillon-visible-1";

/** Lets the origin's other tabs know for as long as this page is visible; returns how to stop. */
export function sayWhenVisible(): () => void {
  const { locks } = navigator;
  if (locks === undefined) return () => undefined;
  let letGo: (() => void) | null = null;
  const look = (): void => {
    if (document.visibilityState !== "visible") {
      letGo?.();
      letGo = null;
    } else if (letGo === null) {
      // Made before the lock is granted: whoever lets go by then never holds it.
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

/** Whether a tab of this origin is visible, as far as it uses `sayWhenVisible`. */
export async function isAnyTabVisible(): Promise<boolean> {
  if (document.visibilityState === "visible") return true;
  try {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return held.some(({ name }) => name === VISIBLE);
  } catch {
    return false;
  }
}
