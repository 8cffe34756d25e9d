/** Calls back when the page is about to go, perhaps for good; returns how to stop. */
export function onPageHide(listener: () => void): () => void {
  if (typeof window === "undefined" || typeof window.addEventListener !== "function") return () => undefined;
  const [host, page] = [window, document];
  const onVisibility = (): void => {
    // Phones end a page that was put aside without another word.
    if (page.visibilityState === "hidden") listener();
  };
  host.addEventListener("pagehide", listener);
  page.addEventListener("visibilitychange", onVisibility);
  return () => {
    host.removeEventListener("pagehide", listener);
    page.removeEventListener("visibilitychange", onVisibility);
  };
}
