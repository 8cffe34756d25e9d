"use client";
import type { ReactElement } from "react";
import { PartFailed } from "./part-failed.js";
import { panelsPart } from "./load-panels.js";
import { useLatePart } from "./use-late-part.js";

type Panels = NonNullable<ReturnType<typeof panelsPart.now>>;

export interface LatePanelProps {
  /** Shows one of the panels once they are fetched. */
  children(panels: Panels): ReactElement;
}

/** A panel that only some readers ever open: fetched when the page is idle, at the latest when one is opened. */
export function LatePanel({ children }: LatePanelProps): ReactElement | null {
  const { part, error, retry } = useLatePart(panelsPart);
  if (part !== null) return children(part);
  return error === null ? null : <PartFailed error={error} onRetry={retry} />;
}
