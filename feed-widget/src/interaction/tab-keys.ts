import type { KeyboardEvent } from "react";
import type { FeedView } from "../feed/feed-views.js";

/** The tabs among which a key chooses. */
export interface TabChoice {
  readonly views: readonly FeedView[];
  readonly chosen: string;
  readonly dir: "ltr" | "rtl" | undefined;
  onChoose(key: string): void;
}

/** Chooses the tab for an arrow key, Home or End, and moves the focus there. */
export function chooseByKey(
  event: KeyboardEvent,
  row: HTMLElement | null,
  { views, chosen, dir, onChoose }: TabChoice,
): void {
  const step = stepOf(event.key, row !== null && (dir ?? getComputedStyle(row).direction) === "rtl");
  if (row === null || step === null) return;
  const at = views.findIndex(({ key }) => key === chosen);
  const to = step === "first" ? 0 : step === "last" ? views.length - 1 : (at + step + views.length) % views.length;
  const next = views[to];
  if (next === undefined) return;
  event.preventDefault();
  onChoose(next.key);
  row.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
}

function stepOf(key: string, isRtl: boolean): number | "first" | "last" | null {
  if (key === "ArrowRight") return isRtl ? -1 : 1;
  if (key === "ArrowLeft") return isRtl ? 1 : -1;
  if (key === "Home") return "first";
  return key === "End" ? "last" : null;
}
