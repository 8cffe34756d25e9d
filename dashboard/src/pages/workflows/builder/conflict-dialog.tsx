import { useState } from "react";
import { Button } from "../../../components/form/button.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { DiffView } from "../../../components/steps/diff-view.js";
import { diffDocuments } from "../../../document/diff.js";
import { mergeDocuments, overlapsOf, type Overlap, type Side } from "../../../document/merge.js";
import styles from "./builder.module.css";
import type { DraftEditor, ServerDraft } from "./draft/draft-editor.js";

export interface ConflictDialogProps {
  readonly editor: DraftEditor;
  readonly theirs: ServerDraft;
  readonly onClose: () => void;
}

/** Two people changed one draft: shows what each changed, and keeps both wherever that can be done. */
export function ConflictDialog({ editor, theirs, onClose }: ConflictDialogProps) {
  const way = { base: editor.state.server.document, mine: editor.document, theirs: theirs.document };
  const overlaps = overlapsOf(way);
  const [choices, setChoices] = useState<ReadonlyMap<string | null, Side>>(new Map());
  const isDecided = overlaps.every(({ ref }) => choices.has(ref));
  const who = theirs.savedBy ?? "Somebody else";
  const end = (document: typeof way.mine): void => {
    editor.resolve(document);
    onClose();
  };
  return (
    <Dialog title={`${who} saved this draft meanwhile`} onClose={onClose}>
      <div className={styles["dialog"]}>
        <section aria-label="What they changed">
          <h3>{who} changed</h3>
          <DiffView diff={diffDocuments(way.base, way.theirs)} />
        </section>
        <section aria-label="What you changed">
          <h3>You changed</h3>
          <DiffView diff={diffDocuments(way.base, way.mine)} />
        </section>
        {overlaps.length === 0 ? (
          <p>The changes concern different things, so both can be kept.</p>
        ) : (
          <section aria-label="What both changed">
            <h3>Both changed</h3>
            {overlaps.map((overlap) => (
              <OverlapChoice
                key={overlap.ref ?? ""}
                overlap={overlap}
                value={choices.get(overlap.ref)}
                onChange={(side) => setChoices(new Map([...choices, [overlap.ref, side]]))}
              />
            ))}
          </section>
        )}
        <p className={styles["buttons"]}>
          <Button onClick={() => end(way.theirs)}>Take theirs alone</Button>
          <Button kind="main" disabled={!isDecided} onClick={() => end(mergeDocuments(way, choices))}>
            {overlaps.length === 0 ? "Keep both" : "Keep as chosen"}
          </Button>
        </p>
        <p className={styles["hint"]}>Either can be undone. Nothing is committed.</p>
      </div>
    </Dialog>
  );
}

interface OverlapChoiceProps {
  readonly overlap: Overlap;
  readonly value: Side | undefined;
  readonly onChange: (side: Side) => void;
}

function OverlapChoice({ overlap, value, onChange }: OverlapChoiceProps) {
  const name = overlap.ref ?? "the workflow’s own fields";
  return (
    <fieldset className={styles["choice"]}>
      <legend>{overlap.ref === null ? name : <code>{name}</code>}</legend>
      {(["mine", "theirs"] as const).map((side) => (
        <label key={side}>
          <input type="radio" name={`overlap ${name}`} checked={value === side} onChange={() => onChange(side)} />
          {side === "mine" ? "yours" : "theirs"}
        </label>
      ))}
    </fieldset>
  );
}
