import { Combobox, ComboboxItem, ComboboxList, ComboboxProvider } from "@ariakit/react";
import { useState } from "react";
import { useModal } from "../../components/frame/use-modal.js";
import { keyWords, useActiveShortcuts, type Shortcut } from "../keys/keys.js";
import styles from "./palette.module.css";
import { usePastedId } from "./use-pasted-id.js";

interface Command {
  readonly label: string;
  readonly keys: string | null;
  readonly run: () => void;
}

const ORDER: readonly Shortcut["group"][] = ["Go to", "Page", "List", "Everywhere"];

/** Finds pages and actions by their names, and anything by its id. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const modal = useModal(onClose);
  const [words, setWords] = useState("");
  const shortcuts = useActiveShortcuts();
  const pasted = usePastedId(words);

  const commands: Command[] = [
    ...(pasted ? [{ ...pasted, keys: null }] : []),
    ...shortcuts
      .filter(({ keys, label }) => keys !== "mod+k" && isMatch(label, words))
      .sort((left, right) => ORDER.indexOf(left.group) - ORDER.indexOf(right.group)),
  ];
  return (
    <dialog {...modal} className={styles["palette"]} aria-label="Find">
      <ComboboxProvider open includesBaseElement={false} value={words} setValue={setWords}>
        <Combobox
          className={styles["field"]}
          autoFocus
          autoSelect="always"
          placeholder="Page, action, or an id such as run_…"
          aria-label="Page, action or id"
        />
        <ComboboxList className={styles["list"]} alwaysVisible aria-label="Found">
          {commands.map(({ label, keys, run }) => (
            <ComboboxItem
              key={label}
              className={styles["item"]}
              value={label}
              setValueOnClick={false}
              focusOnHover
              onClick={() => {
                onClose();
                run();
              }}
            >
              <span>{label}</span>
              {keys !== null && keyWords(keys).map((word) => <kbd key={word}>{word}</kbd>)}
            </ComboboxItem>
          ))}
        </ComboboxList>
        {commands.length === 0 && <p className={styles["none"]}>Nothing is called “{words}”.</p>}
      </ComboboxProvider>
    </dialog>
  );
}

/** Whether each word begins a word of the label, or lies within it. */
function isMatch(label: string, words: string): boolean {
  const text = label.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
