import { useState } from "react";
import styles from "./builder.module.css";
import type { DraftEditor } from "./draft/draft-editor.js";
import { useEditorState } from "./draft/use-draft-editor.js";

/** The same document as text. Both views write one state. */
export function JsonView({ editor }: { readonly editor: DraftEditor }) {
  const { history, text, issues, warnings } = useEditorState(editor);
  const document = history.present;
  const [shown, setShown] = useState(() => ({ document, value: text?.value ?? written(document) }));
  // Undo, and what somebody else saved, change the document without typing here.
  const value = text ? text.value : shown.document === document ? shown.value : written(document);
  return (
    <div className={styles["json"]}>
      <textarea
        aria-label="The workflow as JSON"
        spellCheck={false}
        value={value}
        aria-invalid={text !== null || issues.length > 0}
        aria-describedby="json-issues"
        onChange={(event) => {
          editor.type(event.target.value);
          setShown({ document: editor.document, value: event.target.value });
        }}
      />
      <ul id="json-issues" className={styles["jsonIssues"]} aria-label="Issues">
        {text && <li data-kind="issue">{text.why} The steps stay as they were until the text can be read.</li>}
        {issues.map(({ path, code, message }) => (
          <li key={`${path.join(".")} ${code}`} data-kind="issue">
            <code>{path.join(".")}</code> {message}
          </li>
        ))}
        {warnings.map(({ path, code, message }) => (
          <li key={`${path.join(".")} ${code}`} data-kind="warning">
            <code>{path.join(".")}</code> {message}
          </li>
        ))}
        {!text && issues.length === 0 && warnings.length === 0 && <li>The server finds nothing to mend.</li>}
      </ul>
    </div>
  );
}

function written(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
