"use client";
import type { ReactElement } from "react";
import { FilterIcon } from "../icons.js";
import { useListContext } from "../provider/list-context.js";

export interface ViewMenuButtonProps {
  readonly id: string;
  readonly isOpen: boolean;
  onToggle(): void;
}

/** Opens the menu of lists without a tab. */
export function ViewMenuButton({ id, isOpen, onToggle }: ViewMenuButtonProps): ReactElement {
  const { labels } = useListContext();
  return (
    <button
      type="button"
      className="carillon-icon-button"
      aria-label={labels.moreLists}
      title={labels.moreLists}
      aria-expanded={isOpen}
      aria-controls={isOpen ? `${id}-views` : undefined}
      onClick={onToggle}
    >
      <FilterIcon />
    </button>
  );
}
