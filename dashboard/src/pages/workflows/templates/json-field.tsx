import { useState } from "react";
import { TextField } from "../../../components/form/text-field.js";
import { isSameJson } from "../../../document/diff.js";

export interface JsonFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: unknown;
  /** Undefined for an empty field. */
  readonly onChange: (value: unknown) => void;
}

const written = (value: unknown): string => (value === undefined ? "" : JSON.stringify(value, null, 2));

/** A JSON value. Text that is no JSON stays in the field, and changes nothing. */
export function JsonField({ label, hint, value, onChange }: JsonFieldProps) {
  const [text, setText] = useState(written(value));
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    const typed = read(text);
    if (!typed || !isSameJson(typed.value, value)) setText(written(value));
  }
  const isJson = read(text) !== null;
  return (
    <TextField
      label={label}
      isCode
      lines={4}
      {...(hint === undefined ? {} : { hint })}
      value={text}
      issue={isJson ? null : "This is no JSON yet."}
      onChange={(next) => {
        setText(next);
        const typed = read(next);
        if (typed) onChange(typed.value);
      }}
    />
  );
}

function read(text: string): { readonly value: unknown } | null {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
