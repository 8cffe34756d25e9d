import type { KeyboardEvent } from "react";
import { isElement } from "../dom-nodes.js";

const WRITES = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

/** Whether P was pressed without modifiers, on any keyboard layout, outside fields. */
export function isPinKey(event: KeyboardEvent): boolean {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat, target } = event;
  if (event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || repeat) return false;
  if (isElement(target) && target.matches(WRITES)) return false;
  // Arabic, Hebrew and Cyrillic layouts have another letter on this key.
  return key === "p" || (code === "KeyP" && !/^[a-z]$/i.test(key));
}
