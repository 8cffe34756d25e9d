import { useMemo } from "react";
import { useShortcuts, type Shortcut } from "../../../app/keys/keys.js";
import type { DraftEditor } from "./draft/draft-editor.js";

/** Undo and redo of the whole document, also from within fields. */
export function useUndoKeys(editor: DraftEditor): void {
  useShortcuts(
    useMemo(
      (): Shortcut[] => [
        { keys: "mod+z", label: "Undo", group: "Page", run: () => editor.undo() },
        { keys: "mod+shift+z", label: "Redo", group: "Page", run: () => editor.redo() },
      ],
      [editor],
    ),
  );
}
