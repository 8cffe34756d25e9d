/**
 * Puts a prefix before the page's title, and keeps it when the page changes its title. The last owner with a prefix wins.
 * Without a prefix, the title is the page's own.
 */
class TitleWriter {
  readonly #prefixes = new Map<object, string>();
  #observer: MutationObserver | null = null;
  /** The page's own title. */
  #base = "";
  /** The last title that this class wrote; null for none. */
  #written: { readonly prefix: string; readonly title: string } | null = null;

  set(owner: object, prefix: string): void {
    this.#prefixes.delete(owner);
    this.#prefixes.set(owner, prefix);
    this.#write();
  }

  remove(owner: object): void {
    this.#prefixes.delete(owner);
    this.#write();
  }

  #write(): void {
    const prefix = [...this.#prefixes.values()].filter((each) => each !== "").at(-1) ?? "";
    this.#takeBase();
    if (prefix === "") return this.#restore();
    const title = `${prefix}${this.#base}`;
    this.#written = { prefix, title };
    if (document.title !== title) document.title = title;
    // Browsers may trim it.
    this.#written = { prefix, title: document.title };
    this.#observe();
  }

  /** A title that the page has set meanwhile is the new base, without a prefix that the page may have read. */
  #takeBase(): void {
    const { title } = document;
    if (this.#written === null) this.#base = title;
    else if (title !== this.#written.title) {
      const { prefix } = this.#written;
      this.#base = title.startsWith(prefix) ? title.slice(prefix.length) : title;
    }
  }

  #restore(): void {
    this.#observer?.disconnect();
    this.#observer = null;
    if (this.#written !== null) document.title = this.#base;
    this.#written = null;
  }

  #observe(): void {
    if (this.#observer !== null) return;
    this.#observer = new MutationObserver(() => {
      if (this.#written !== null && document.title !== this.#written.title) this.#write();
    });
    this.#observer.observe(document.head, { childList: true, characterData: true, subtree: true });
  }
}

export const titleWriter = new TitleWriter();
