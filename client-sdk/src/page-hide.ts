/** Calls `listener` when the page is about to close, perhaps for good. Returns a function that unsubscribes. */
export function onPageHide(listener: () => void): () => void {
  if (typeof window === "undefined" || typeof window.addEventListener !== "function") return () => undefined;
  const [host, page] = [window, document];
  const onVisibility = (): void => {
    // Phones may end a background page without another event.
    if (page.visibilityState === "hidden") listener();
  };
  host.addEventListener("pagehide", listener);
  page.addEventListener("visibilitychange", onVisibility);
  return () => {
    host.removeEventListener("pagehide", listener);
    page.removeEventListener("visibilitychange", onVisibility);
  };
}
