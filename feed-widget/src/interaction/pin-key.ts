import type { KeyboardEvent } from "react";
import { isElement } from "../dom-nodes.js";

const WRITES = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

/** Whether P was pressed alone, wherever the keyboard has it, and not into a field. */
export function isPinKey(event: KeyboardEvent): boolean {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat, target } = event;
  if (event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || repeat) return false;
  if (isElement(target) && target.matches(WRITES)) return false;
  // Arabic, Hebrew and Cyrillic keyboards have another letter there.
  return key === "p" || (code === "KeyP" && !/^[a-z]$/i.test(key));
}
