"use client";
import type { RefObject } from "react";
import { useLeave } from "./use-leave.js";
import { usePathChange } from "./use-path-change.js";

export interface PopoverEffectsProps {
  readonly box: RefObject<HTMLElement | null>;
  readonly anchor: HTMLElement | null;
  /** Events inside that the DOM reports as outside, from React portals. */
  readonly inside: WeakSet<Event>;
  /** The page in which the popover was opened. */
  readonly openedAt: string;
  onClose(): void;
}

/** Closes a popover when the user clicks outside or leaves the page. */
export function PopoverEffects({ box, anchor, inside, openedAt, onClose }: PopoverEffectsProps): null {
  useLeave(box, anchor, inside, onClose);
  usePathChange(openedAt, onClose);
  return null;
}
