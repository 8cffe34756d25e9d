import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { StepColumn } from "../../../../components/steps/step-column.js";
import type { WorkflowDocument } from "../../../../document/document.js";
import { moveStep, renameRef, replaceStep } from "../../../../document/edit.js";
import { allSteps, findStep, type Place } from "../../../../document/paths.js";
import { variablesOf } from "../../../../document/shapes.js";
import { StepForm } from "../../form/step-form.js";
import { WorkflowForm } from "../../form/workflow-form.js";
import type { DraftEditor } from "../draft/draft-editor.js";
import { Gap } from "./gap.js";
import { issuesOf, notesOf } from "../draft/issues.js";
import { StepPalette } from "./step-palette.js";
import { StepTools } from "./step-tools.js";
import styles from "../builder.module.css";
import { useChannels } from "../use-channels.js";
import { useDragging } from "./use-dragging.js";
import { useEditorState } from "../draft/use-draft-editor.js";
import { useStepKeys } from "./use-step-keys.js";

const route = getRouteApi("/$env/workflows/$key");

/** The column of steps, and the form of the chosen one. */
export function StepsView({ editor }: { readonly editor: DraftEditor }) {
  const { history, text, issues, warnings } = useEditorState(editor);
  const document = history.present;
  const { step: ref } = route.useSearch();
  const navigate = route.useNavigate();
  const side = useRef<HTMLElement>(null);
  const channels = useChannels();
  const [addAt, setAddAt] = useState<Place | null>(null);
  const select = useCallback(
    (step: string | null) => void navigate({ search: step === null ? {} : { step }, replace: true }),
    [navigate],
  );
  const edit = useCallback((next: WorkflowDocument, topic: string | null = null) => editor.edit(next, topic), [editor]);
  const actions = useStepKeys({ editor, selectedRef: ref ?? null, select, add: setAddAt, side });
  const dragging = useDragging((dragged, place) => edit(moveStep(document, dragged, place)));
  const notes = useMemo(() => notesOf(document, issues, warnings), [document, issues, warnings]);
  const variables = useMemo(
    () =>
      variablesOf(
        document,
        allSteps(document).map(({ step }) => step),
      ),
    [document],
  );
  const chosen = ref === undefined ? null : findStep(document, ref);

  if (text) {
    return (
      <div className={styles["locked"]} role="alert">
        <h2>The JSON cannot be read as steps</h2>
        <p>{text.why}</p>
        <p>Mend it in the JSON view, or undo.</p>
      </div>
    );
  }
  return (
    <div className={styles["columns"]}>
      <div className={styles["picture"]} {...dragging.root}>
        <StepColumn
          document={document}
          selectedRef={ref}
          onSelect={(next) => select(next === ref ? null : next)}
          notes={notes}
          gap={(place) => <Gap place={place} isDragging={dragging.isDragging} onAdd={setAddAt} />}
          start={
            <button type="button" className={styles["start"]} aria-pressed={!chosen} onClick={() => select(null)}>
              <code>{document.key}</code> is triggered
            </button>
          }
        />
        {document.steps.length === 0 && (
          <p className={styles["hint"]}>
            Add the first step with <kbd>+</kbd> or the key <kbd>a</kbd>.
          </p>
        )}
      </div>
      <aside
        ref={side}
        className={styles["side"]}
        aria-label={chosen ? "The chosen step" : "The workflow"}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !event.defaultPrevented) actions.focusStep(ref ?? null);
        }}
      >
        {chosen ? (
          <>
            <StepTools actions={actions} />
            <StepForm
              key={chosen.step.ref}
              document={document}
              step={chosen.step}
              channels={channels}
              variables={variables}
              issues={issuesOf(document, issues, chosen.step.ref)}
              onChange={(step, topic) => edit(replaceStep(document, chosen.step.ref, step), topic)}
              onRename={(to) => {
                edit(renameRef(document, chosen.step.ref, to));
                select(to);
              }}
            />
          </>
        ) : (
          <WorkflowForm
            document={document}
            variables={variables}
            issues={issuesOf(document, issues, null)}
            onChange={edit}
          />
        )}
      </aside>
      {addAt && (
        <StepPalette
          channels={channels}
          onClose={() => setAddAt(null)}
          onPick={(offer) => {
            setAddAt(null);
            actions.insert(addAt, offer);
          }}
        />
      )}
    </div>
  );
}
