import type { KeyboardEvent } from "react";

/** A key handler of a panel: Escape closes the panel, and the popover around it stays open. */
export function closeOnEscape(onClose: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
}
