import { useEffect, useSyncExternalStore } from "react";
import { storedChoice } from "../stored-choice.js";

/** A key, or several one after the other, and what it does. */
export interface Shortcut {
  /** Such as `g r`, `mod+k` (⌘ on a Mac, else Ctrl), `alt+ArrowUp`, `Escape` or `?`. */
  readonly keys: string;
  readonly label: string;
  readonly group: "Go to" | "List" | "Page" | "Everywhere";
  readonly run: () => void;
}

const NEXT_KEY_MS = 1200;
const singlesOff = storedChoice<"no" | "yes">("carillon.single-keys-off", ["no", "yes"]);

let active: readonly (readonly Shortcut[])[] = [];
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Has these shortcuts as long as the component is shown; `shortcuts` must be memoised. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    active = [...active, shortcuts];
    changed();
    return () => {
      active = active.filter((each) => each !== shortcuts);
      changed();
    };
  }, [shortcuts]);
}

/** All shortcuts of what is shown now. */
export function useActiveShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(subscribe, () => active).flat();
}

export function useAreSinglesOff(): boolean {
  return singlesOff.use() === "yes";
}

/** Switches shortcuts of single letters off or on, as WCAG 2.1.4 asks. */
export function switchSingles(areOff: boolean): void {
  singlesOff.set(areOff ? "yes" : "no");
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** How a key is written on a button. */
export function keyWords(keys: string): string[] {
  return keys.split(" ").map((key) =>
    key
      .split("+")
      .map(keyWord)
      .join(isMac ? "" : " "),
  );
}

const WORDS: Readonly<Record<string, string>> = {
  ...{ mod: isMac ? "⌘" : "Ctrl", alt: isMac ? "⌥" : "Alt", shift: isMac ? "⇧" : "Shift" },
  ...{ Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Delete: "Del" },
};

function keyWord(key: string, index: number, all: readonly string[]): string {
  return WORDS[key] ?? (all.length > 1 ? key.toUpperCase() : key);
}

let before: { key: string; at: number } | null = null;

/** Listens to the keys of the whole page. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    before = null;
    shortcut.run();
  });
}

function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const all = active.flat().reverse();
  const hasMod = event.metaKey || event.ctrlKey;
  if (hasMod && event.altKey) return null;
  if (hasMod) {
    const name = `mod+${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`;
    return all.find(({ keys }) => keys === name) ?? null;
  }
  if (event.altKey && isField(event.target)) return null;
  if (event.altKey) return all.find(({ keys }) => keys === `alt+${event.key}`) ?? null;
  if (singlesOff.get() === "yes" || isField(event.target) || document.querySelector("dialog[open]") !== null)
    return null;

  const first = before !== null && event.timeStamp - before.at < NEXT_KEY_MS ? `${before.key} ` : "";
  const found = all.find(({ keys }) => keys === first + event.key) ?? all.find(({ keys }) => keys === event.key);
  before = found ? null : { key: event.key, at: event.timeStamp };
  return found ?? null;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
