import { NumberField } from "../../../components/form/number-field.js";
import { SelectField } from "../../../components/form/select-field.js";
import { textOf, type Json } from "../../../document/document.js";
import styles from "./form.module.css";

const UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months"] as const;

export interface DurationFieldProps {
  readonly label: string;
  readonly value: Json;
  readonly issue?: string | null;
  readonly onChange: (value: Json) => void;
}

/** A length of time, such as 5 minutes. */
export function DurationField({ label, value, issue, onChange }: DurationFieldProps) {
  const unit = textOf(value, "unit");
  const number = value["value"];
  return (
    <div className={styles["pair"]} role="group" aria-label={label}>
      <NumberField
        label={label}
        min={1}
        value={typeof number === "number" ? number : undefined}
        issue={issue}
        onChange={(next) => next !== undefined && onChange({ ...value, value: next })}
      />
      <SelectField
        label="Unit"
        value={unit.endsWith("s") ? unit : `${unit}s`}
        choices={UNITS.map((each) => [each, each] as const)}
        onChange={(next) => onChange({ ...value, unit: next })}
      />
    </div>
  );
}
