import { useId, type ReactNode } from "react";
import styles from "./form.module.css";

export interface FieldProps {
  readonly label: string;
  /** What it is for, below it. */
  readonly hint?: ReactNode;
  /** What is wrong with it. */
  readonly issue?: string | null | undefined;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly placeholder?: string;
  /** How many lines it shows; one line without a way to break it, if left out. */
  readonly lines?: number;
  readonly isCode?: boolean;
  /** Values to choose from, beside any other. */
  readonly suggestions?: readonly string[];
  /** Whether the dialog around it begins here. */
  readonly isFirst?: boolean;
  readonly isRequired?: boolean;
  /** Of a field with one line; words if left out. */
  readonly type?: "email" | "password";
  /** What the browser and password managers may fill in; nothing if left out. */
  readonly autoComplete?: string;
}

/** A field for words. */
export function TextField({
  label,
  hint,
  issue,
  value,
  onChange,
  lines,
  isCode,
  suggestions,
  type,
  autoComplete = "off",
  ...rest
}: TextFieldProps) {
  const id = useId();
  const { isRequired, isFirst, ...own } = rest;
  const common = {
    ...own,
    id,
    value,
    required: isRequired,
    spellCheck: isCode === true ? false : undefined,
    "data-is-first": isFirst || undefined,
    "data-is-code": isCode || undefined,
    "aria-invalid": issue != null || undefined,
    "aria-describedby": hint != null || issue != null ? `${id}-about` : undefined,
  };
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}</label>
      {lines === undefined ? (
        <input
          {...common}
          list={suggestions ? `${id}-list` : undefined}
          {...{ type, autoComplete }}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea {...common} rows={lines} onChange={(event) => onChange(event.target.value)} />
      )}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      <About id={`${id}-about`} hint={hint} issue={issue} />
    </div>
  );
}

export function About({ id, hint, issue }: { readonly id: string } & Omit<FieldProps, "label">) {
  if (hint == null && issue == null) return null;
  return (
    <p id={id} className={styles["about"]} data-is-issue={issue != null}>
      {issue ?? hint}
    </p>
  );
}
