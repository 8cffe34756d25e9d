import { useState } from "react";
import { TextField } from "../../../components/form/text-field.js";
import type { WorkflowDocument } from "../../../document/document.js";
import { mentionsOf, whyNotRef } from "../../../document/edit.js";

export interface RefFieldProps {
  readonly document: WorkflowDocument;
  readonly value: string;
  readonly onRename: (ref: string) => void;
}

/** The name by which other steps read this one. It changes when the field is left, together with all that reads it. */
export function RefField({ document, value, onRename }: RefFieldProps) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  const issue = whyNotRef(document, value, text);
  const readers = mentionsOf(document, value);
  return (
    <TextField
      label="Ref"
      isCode
      value={text}
      issue={issue}
      hint={
        readers.length === 0
          ? "Its name in traces, conditions and templates."
          : `Read by ${readers.join(", ")}, which change with it.`
      }
      onChange={setText}
      onBlur={() => {
        if (issue !== null) setText(value);
        else if (text !== value) onRename(text);
      }}
    />
  );
}
