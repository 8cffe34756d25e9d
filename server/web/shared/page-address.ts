const root = new URL(filled("root") || "./", location.href);

/**
 * The address of anything that the server answers, such as `graphql` or `demo/notify`, below whatever path a proxy shows the
 * server. Pages write no address that begins with a slash: it would leave that path.
 */
export function addressOf(path: string): string {
  return new URL(path, root).href;
}

/** What the server wrote into this view of the page; empty where it wrote nothing. */
export function filled(name: "root" | "public-key" | "page-token"): string {
  const value = document.querySelector<HTMLMetaElement>(`meta[name="carillon-${name}"]`)?.content ?? "";
  return decodeURIComponent(value);
}
