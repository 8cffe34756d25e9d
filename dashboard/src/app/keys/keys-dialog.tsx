import { Dialog } from "../../components/frame/dialog.js";
import { keyWords, switchSingles, useActiveShortcuts, useAreSinglesOff, type Shortcut } from "./keys.js";
import styles from "./keys-dialog.module.css";

const GROUPS: readonly Shortcut["group"][] = ["Everywhere", "Go to", "List", "Page"];

/** All keys of the page that is shown. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const shortcuts = useActiveShortcuts();
  const areOff = useAreSinglesOff();
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className={styles["groups"]}>
        {GROUPS.map((group) => {
          const members = shortcuts.filter((shortcut) => shortcut.group === group);
          if (members.length === 0) return null;
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {members.map(({ keys, label }) => (
                  <div key={keys}>
                    <dt>{label}</dt>
                    <dd>
                      {keyWords(keys).map((word) => (
                        <kbd key={word}>{word}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <label className={styles["switch"]}>
        <input type="checkbox" checked={!areOff} onChange={(event) => switchSingles(!event.target.checked)} />
        Keys without ⌘ or Ctrl are on
      </label>
    </Dialog>
  );
}
