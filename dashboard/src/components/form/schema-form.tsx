import type { ReactNode } from "react";
import { isJson, type SchemaField, type Settings } from "./schema-fields.js";
import { CheckField, SelectField } from "./select-field.js";
import { TextField } from "./text-field.js";
import styles from "./schema-form.module.css";

export interface SchemaFormProps {
  /** The fields of a JSON Schema, by `schemaFields`. */
  readonly fields: readonly SchemaField[];
  readonly value: Settings;
  /** Settings as the server shows them: secrets are hidden but for their ends. */
  readonly stored: Settings;
  /** What is wrong with a setting, by its path within the settings. */
  readonly issueAt: (path: readonly string[]) => string | null;
  readonly onChange: (value: Settings) => void;
}

/** A form made of a JSON Schema of settings: texts, secrets, choices, lists of texts, and objects of these. */
export function SchemaForm(props: SchemaFormProps) {
  return (
    <div className={styles["form"]}>
      {props.fields.map((field) => (
        <Field key={field.name} {...props} field={field} path={[field.name]} />
      ))}
    </div>
  );
}

interface FieldProps extends SchemaFormProps {
  readonly field: SchemaField;
  readonly path: readonly string[];
}

function Field(props: FieldProps) {
  const { field, value, stored, path, issueAt, onChange } = props;
  const { name, kind, isRequired } = field;
  const label = isRequired ? field.label : `${field.label} (optional)`;
  const current = value[name];
  const common = { label, hint: withCode(field.about), issue: issueAt(path) };
  const set = (next: unknown) =>
    onChange(
      next === undefined || next === ""
        ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
        : { ...value, [name]: next },
    );
  switch (kind) {
    case "object":
      return (
        <fieldset className={styles["group"]}>
          <legend>{label}</legend>
          {common.issue !== null && <p className={styles["issue"]}>{common.issue}</p>}
          {field.fields.map((inner) => (
            <Field
              key={inner.name}
              {...props}
              field={inner}
              path={[...path, inner.name]}
              value={isJson(current) ? current : {}}
              stored={isJson(stored[name]) ? stored[name] : {}}
              onChange={(next) => set(Object.keys(next).length === 0 ? undefined : next)}
            />
          ))}
        </fieldset>
      );
    case "choice": {
      const choices = field.choices.map((each) => [String(each), String(each)] as const);
      const none = [["", isRequired ? "Choose…" : "not set"]] as const;
      return (
        <SelectField
          {...common}
          value={wordsOf(current)}
          choices={field.fallback === undefined ? [...none, ...choices] : choices}
          onChange={(next) => set(field.choices.find((each) => String(each) === next))}
        />
      );
    }
    case "switch":
      return <CheckField label={label} checked={current === true} onChange={set} />;
    case "list":
      return (
        <TextField
          {...common}
          hint={withCode([field.about, "One a line."].filter(Boolean).join(" "))}
          isCode
          lines={3}
          value={Array.isArray(current) ? current.join("\n") : ""}
          onChange={(text) => set(text === "" ? undefined : text.split("\n"))}
        />
      );
    case "secret":
      return (
        <TextField
          {...common}
          isCode
          type="password"
          autoComplete="new-password"
          placeholder={typeof stored[name] === "string" ? `${stored[name]}, kept if left empty` : ""}
          value={typeof current === "string" ? current : ""}
          onChange={set}
        />
      );
    case "number":
      return (
        <TextField
          {...common}
          value={wordsOf(current)}
          onChange={(text) => set(/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text)}
        />
      );
    case "text":
      return <TextField {...common} value={typeof current === "string" ? current : ""} onChange={set} />;
  }
}

/** A number or a text as the field shows it. */
function wordsOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A description of a schema, whose words in backquotes are code. */
function withCode(text: string | null): ReactNode {
  return text?.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
