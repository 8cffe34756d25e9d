import { storedChoice } from "./stored-choice.js";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const choice = storedChoice<Theme>("carillon.theme", THEMES);

/** Shows the theme that was chosen in this browser. */
export function applyTheme(): void {
  const theme = choice.get();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function setTheme(next: Theme): void {
  choice.set(next);
  applyTheme();
}

export function nextTheme(): void {
  setTheme(THEMES[(THEMES.indexOf(choice.get()) + 1) % THEMES.length] ?? "system");
}

export const useTheme = choice.use;
