import { useId } from "react";
import styles from "./form.module.css";
import { About, type FieldProps } from "./text-field.js";

export interface SelectFieldProps extends FieldProps {
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

/** A choice of one. A value that is none of the choices is shown as it is. */
export function SelectField({ label, hint, issue, value, choices, onChange }: SelectFieldProps) {
  const id = useId();
  const isKnown = choices.some(([each]) => each === value);
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-invalid={issue != null || undefined}
        aria-describedby={hint != null || issue != null ? `${id}-about` : undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {!isKnown && <option value={value}>{value}</option>}
        {choices.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      <About id={`${id}-about`} hint={hint} issue={issue} />
    </div>
  );
}

export interface CheckFieldProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, checked, onChange }: CheckFieldProps) {
  return (
    <label className={styles["check"]}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
