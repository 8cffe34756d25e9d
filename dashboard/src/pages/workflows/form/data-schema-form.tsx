import { Plus, Trash2 } from "lucide-react";
import { Button } from "../../../components/form/button.js";
import { CheckField } from "../../../components/form/select-field.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import { readDataFields, writeDataFields, type DataField } from "../../../document/data-fields.js";
import styles from "./data-schema-form.module.css";

export interface DataSchemaFormProps {
  readonly value: unknown;
  readonly onChange: (schema: unknown) => void;
}

const TYPES = [
  ["string", "text"],
  ["number", "number"],
  ["boolean", "yes or no"],
  ["object", "object"],
  ["array", "list"],
] as const;

/** The data that a trigger brings: its keys, their types, and which must be there. */
export function DataSchemaForm({ value, onChange }: DataSchemaFormProps) {
  const fields = readDataFields(value);
  if (!fields) {
    return (
      <p className={styles["hint"]}>
        <strong>Data of a trigger</strong>: this schema says more than a table can show. Edit it as JSON.
      </p>
    );
  }
  const set = (next: readonly DataField[]): void => onChange(writeDataFields(value, next));
  return (
    <fieldset className={styles["field"]}>
      <legend>Data of a trigger</legend>
      {fields.length === 0 && <p className={styles["hint"]}>Any data is accepted.</p>}
      <ul>
        {fields.map((field, index) => (
          <li key={index}>
            <input
              aria-label={`Key ${index + 1}`}
              value={field.name}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => set(fields.with(index, { ...field, name: event.target.value }))}
            />
            <select
              aria-label={`Type of ${field.name}`}
              value={field.type}
              onChange={(event) => set(fields.with(index, { ...field, type: event.target.value }))}
            >
              {TYPES.map(([key, words]) => (
                <option key={key} value={key}>
                  {words}
                </option>
              ))}
            </select>
            <CheckField
              label="required"
              checked={field.isRequired}
              onChange={(isRequired) => set(fields.with(index, { ...field, isRequired }))}
            />
            <IconButton label={`Remove ${field.name}`} onClick={() => set(fields.toSpliced(index, 1))}>
              <Trash2 size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => set([...fields, { name: freeName(fields), type: "string", isRequired: false }])}>
          <Plus size={15} aria-hidden />
          Key
        </Button>
      </div>
    </fieldset>
  );
}

function freeName(fields: readonly DataField[]): string {
  for (let number = fields.length + 1; ; number += 1) {
    if (!fields.some(({ name }) => name === `key${number}`)) return `key${number}`;
  }
}
