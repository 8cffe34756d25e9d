/** A browser without pages: it follows redirects, and keeps cookies by host and path. */
export class PlainBrowser {
  readonly #cookies = new Map<string, Map<string, { value: string; path: string }>>();

  /** The cookies that it would send to an address. */
  cookiesFor(url: string): string {
    const { host, pathname } = new URL(url);
    const its = [...(this.#cookies.get(host) ?? [])].filter(([, { path }]) => pathname.startsWith(path));
    return its.map(([name, { value }]) => `${name}=${value}`).join("; ");
  }

  /** Follows redirects to the first answer that is none. */
  async go(url: string, form?: Record<string, string>): Promise<{ url: string; text: string; status: number }> {
    const headers: Record<string, string> = { cookie: this.cookiesFor(url) };
    const body = form ? new URLSearchParams(form) : null;
    const response = await fetch(url, { method: body ? "POST" : "GET", headers, body, redirect: "manual" });
    this.#keep(url, response.headers.getSetCookie());
    const location = response.headers.get("location");
    if (location !== null) return this.go(new URL(location, url).href);
    return { url, text: await response.text(), status: response.status };
  }

  #keep(url: string, setCookies: readonly string[]): void {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, { value: string; path: string }>();
    this.#cookies.set(host, jar);
    for (const text of setCookies) {
      const [pair = "", ...attributes] = text.split(";").map((part) => part.trim());
      const at = pair.indexOf("=");
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? "/";
      if (value === "") jar.delete(name);
      else jar.set(name, { value, path });
    }
  }
}
