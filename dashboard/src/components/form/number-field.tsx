import { useId, useState } from "react";
import styles from "./form.module.css";
import { About, type FieldProps } from "./text-field.js";

export interface NumberFieldProps extends FieldProps {
  /** Undefined for an empty field. */
  readonly value: number | undefined;
  readonly min: number;
  readonly max?: number;
  readonly placeholder?: string;
  readonly onChange: (value: number | undefined) => void;
}

/** A whole number. What is no number yet is kept in the field, and changes nothing. */
export function NumberField({ label, hint, issue, value, min, max, placeholder, onChange }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState(value === undefined ? "" : String(value));
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    if (Number(text) !== value) setText(value === undefined ? "" : String(value));
  }
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        {...{ min, max, placeholder, value: text }}
        aria-invalid={issue != null || undefined}
        aria-describedby={hint != null || issue != null ? `${id}-about` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          const next = event.target.value === "" ? undefined : Number(event.target.value);
          if (next === undefined || Number.isInteger(next)) {
            setShown(next);
            onChange(next);
          }
        }}
      />
      <About id={`${id}-about`} hint={hint} issue={issue} />
    </div>
  );
}
