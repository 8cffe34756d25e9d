/** What the server wrote into this view of the page; empty where it wrote nothing. */
function filled(name: "root" | "page-token"): string {
  const value = document.querySelector<HTMLMetaElement>(`meta[name="carillon-${name}"]`)?.content ?? "";
  return decodeURIComponent(value);
}

// Relative to the address at which the page was loaded, so it is read once, before any navigation.
const root = new URL(filled("root") || "./", location.href);

/** The address of anything that the server answers, below whatever path a proxy shows the server. */
export function addressOf(path: string): string {
  return new URL(path, root).href;
}

/** The path of the dashboard itself. */
export const basePath = new URL("dashboard", root).pathname;

/** Proves that the server gave this page to its reader. */
export const pageToken = filled("page-token");

/** Whether the server gives its reader a session without a question, as a development server does. */
export const hasLocalDoor = pageToken !== "";
