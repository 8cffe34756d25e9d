const root = new URL(filled("root") || "./", location.href);

/**
 * The URL of a server path such as `graphql` or `demo/notify`, below the path at which a proxy shows the server.
 * Pages use no URL with a leading slash, which would leave that path.
 */
export function addressOf(path: string): string {
  return new URL(path, root).href;
}

/** What the server wrote into this view of the page; empty where it wrote nothing. */
export function filled(name: "root" | "public-key" | "page-token"): string {
  const value = document.querySelector<HTMLMetaElement>(`meta[name="carillon-${name}"]`)?.content ?? "";
  return decodeURIComponent(value);
}
