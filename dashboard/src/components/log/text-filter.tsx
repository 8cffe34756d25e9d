import { X } from "lucide-react";
import { useState } from "react";
import styles from "./filters.module.css";

export interface TextFilterProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A filter by a word that is typed whole: it counts with Enter, or when the field is left. */
export function TextFilter({ label, placeholder, value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value ?? "");
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value ?? "");
  }
  const commit = () => {
    const next = text.trim() || undefined;
    if (next !== value) onChange(next);
  };
  return (
    <label className={styles["field"]} data-is-set={value !== undefined}>
      <span>{label}</span>
      <input
        value={text}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
    </label>
  );
}

export interface ChoiceFilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string | undefined) => void;
}

export function ChoiceFilter({ label, value, choices, onChange }: ChoiceFilterProps) {
  return (
    <label className={styles["field"]} data-is-set={value !== undefined}>
      <span>{label}</span>
      <select value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">any</option>
        {choices.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

export interface SetFilterProps {
  readonly label: string;
  readonly value: string;
  readonly onClear: () => void;
}

/** A filter that only links set; it can be dropped. */
export function SetFilter({ label, value, onClear }: SetFilterProps) {
  return (
    <span className={styles["field"]} data-is-set>
      <span>{label}</span>
      <strong>{value}</strong>
      <button type="button" aria-label={`Drop “${label} ${value}”`} onClick={onClear}>
        <X size={14} aria-hidden />
      </button>
    </span>
  );
}
