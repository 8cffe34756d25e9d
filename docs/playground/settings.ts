/** The colours of a story: the widget's own in light and dark, or those of a host that sets variables. */
export const THEMES = ["light", "dark", "host"] as const;
export type Theme = (typeof THEMES)[number];

/** What a reader may choose about a story. All of it is in the address. */
export interface Settings {
  /** Id of a story; empty for the first. */
  readonly story: string;
  /** Null for that of the page around. */
  readonly theme: Theme | null;
  /** Code of a language. */
  readonly lang: string;
  /** Width of the frame in pixels; null for all there is. */
  readonly width: number | null;
}

/** The message by which the page around tells the frame to let an item arrive. */
export const ARRIVE = "carillon-playground:arrive";

/** Reads the part of an address after `#`, such as `#story=popover&lang=ar`; what it does not say is as it is by default. */
export function readSettings(hash: string): Settings {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const width = Number(said.get("width"));
  return {
    story: said.get("story") ?? "",
    theme: THEMES.find((theme) => theme === said.get("theme")) ?? null,
    lang: said.get("lang") ?? "en",
    width: Number.isInteger(width) && width >= 200 && width <= 2000 ? width : null,
  };
}

/** The part of an address after `#`, without what is as it is by default. */
export function hashOf({ story, theme, lang, width }: Settings): string {
  const said = new URLSearchParams({ story });
  if (theme !== null) said.set("theme", theme);
  if (lang !== "en") said.set("lang", lang);
  if (width !== null) said.set("width", String(width));
  return `#${said.toString()}`;
}
