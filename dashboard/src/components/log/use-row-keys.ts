import { useMemo } from "react";
import { useShortcuts, type Shortcut } from "../../app/keys/keys.js";

export interface RowKeysOptions {
  /** The element that holds the table. */
  readonly tableId: string;
  readonly openId: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
}

/** The keys of a list: `j` and `k` go through the rows, and take an open panel along. */
export function useRowKeys({ tableId, openId, onOpen }: RowKeysOptions): void {
  const isOpen = openId !== undefined;
  useShortcuts(
    useMemo(() => {
      const links = (): HTMLElement[] => [
        ...(document.getElementById(tableId)?.querySelectorAll<HTMLElement>("[data-row-link]") ?? []),
      ];
      const move = (step: 1 | -1): void => {
        const all = links();
        const at = all.findIndex((link) => link === document.activeElement);
        const next = at < 0 ? all[0] : all[at + step];
        next?.focus();
        if (isOpen) next?.click();
      };
      const shortcuts: Shortcut[] = [
        { keys: "j", label: "Next row", group: "List", run: () => move(1) },
        { keys: "k", label: "Previous row", group: "List", run: () => move(-1) },
        {
          ...{ keys: "/", label: "Filter", group: "List" },
          run: () =>
            document.getElementById(tableId)?.querySelector<HTMLElement>("[role=search] input:not([type])")?.focus(),
        },
      ];
      if (isOpen)
        shortcuts.push({ keys: "Escape", label: "Close the panel", group: "List", run: () => onOpen(undefined) });
      return shortcuts;
    }, [tableId, isOpen, onOpen]),
  );
}
