import { useState } from "react";
import { CheckField, SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson, textOf, withMember, type WorkflowDocument } from "../../../document/document.js";
import { ConditionsField } from "../conditions/conditions-field.js";
import type { DraftIssue } from "../builder/draft/draft-editor.js";
import { DataSchemaForm } from "./data-schema-form.js";
import { issueAt } from "./form-props.js";
import styles from "./form.module.css";

export interface WorkflowFormProps {
  readonly document: WorkflowDocument;
  readonly variables: readonly string[];
  /** Issues of the workflow itself; paths begin in the document. */
  readonly issues: readonly DraftIssue[];
  readonly onChange: (document: WorkflowDocument, topic: string) => void;
}

/** What a workflow says beside its steps. */
export function WorkflowForm({ document, variables, issues, onChange }: WorkflowFormProps) {
  const set = (name: string, value: unknown): void => onChange(withMember(document, name, value), name);
  const categories = Array.isArray(document["categories"]) ? document["categories"].map(String) : [];
  const feedData = Array.isArray(document["feedData"]) ? document["feedData"].map(String) : [];
  const loose = issues.filter(({ path }) => path[0] !== "name" && path[0] !== "description");
  return (
    <div className={styles["form"]}>
      <h2>The workflow</h2>
      {loose.length > 0 && (
        <ul className={styles["issues"]} aria-label="Issues of the workflow">
          {loose.map(({ path, code, message }) => (
            <li key={`${path.join(".")} ${code}`}>
              {path.length > 0 && <code>{path.join(".")}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      <TextField
        label="Name"
        value={document.name}
        issue={issueAt(issues, "name")}
        onChange={(name) => onChange({ ...document, name }, "name")}
      />
      <TextField
        label="Description"
        lines={2}
        value={textOf(document, "description")}
        issue={issueAt(issues, "description")}
        onChange={(value) => set("description", value === "" ? undefined : value)}
      />
      <ListField
        label="Categories"
        hint="By which people opt out. Separated by commas."
        value={categories}
        onChange={(next) => set("categories", next.length === 0 ? undefined : next)}
      />
      <ConditionsField
        label="Who gets it"
        none="everybody"
        value={isJson(document["conditions"]) ? document["conditions"] : null}
        variables={variables}
        onChange={(next) => set("conditions", next ?? undefined)}
      />
      <DataSchemaForm value={document["dataSchema"]} onChange={(next) => set("dataSchema", next)} />
      <ListField
        label="Data that feed items carry"
        hint="Keys of the data that the app needs beside the text. Separated by commas."
        value={feedData}
        onChange={(next) => set("feedData", next.length === 0 ? undefined : next)}
      />
      <Settings document={document} onChange={onChange} />
    </div>
  );
}

function Settings({ document, onChange }: Pick<WorkflowFormProps, "document" | "onChange">) {
  const settings = isJson(document["settings"]) ? document["settings"] : {};
  const set = (name: string, value: unknown): void => {
    const next = withMember(settings, name, value);
    onChange(withMember(document, "settings", Object.keys(next).length === 0 ? undefined : next), `settings ${name}`);
  };
  return (
    <details className={styles["more"]}>
      <summary>Settings</summary>
      <SelectField
        label="Runs"
        value={textOf(settings, "triggerFrequency") || "every_trigger"}
        choices={[
          ["every_trigger", "with every trigger"],
          ["once_per_recipient", "once for each recipient"],
          ["once_per_recipient_per_tenant", "once for each recipient and tenant"],
        ]}
        onChange={(value) => set("triggerFrequency", value === "every_trigger" ? undefined : value)}
      />
      <SelectField
        label="A message that was read elsewhere"
        value={textOf(settings, "readSync") || "none"}
        choices={[
          ["none", "stays unread in other channels"],
          ["read", "is read in other channels too, once it was read"],
          ["all", "is marked in other channels too, with every mark"],
        ]}
        onChange={(value) => set("readSync", value === "none" ? undefined : value)}
      />
      <CheckField
        label="Ignores preferences"
        checked={settings["overridePreferences"] === true}
        onChange={(isOn) => set("overridePreferences", isOn || undefined)}
      />
      <CheckField
        label="Commercial: only for those who subscribed to it"
        checked={settings["isCommercial"] === true}
        onChange={(isOn) => set("isCommercial", isOn || undefined)}
      />
      <CheckField
        label="Offered in the preferences of people"
        checked={settings["isOffered"] !== false}
        onChange={(isOn) => set("isOffered", isOn ? undefined : false)}
      />
    </details>
  );
}

interface ListFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

function ListField({ label, hint, value, onChange }: ListFieldProps) {
  const [text, setText] = useState(value.join(", "));
  const [shown, setShown] = useState(value.join("\n"));
  if (shown !== value.join("\n")) {
    setShown(value.join("\n"));
    if (wordsOf(text).join("\n") !== value.join("\n")) setText(value.join(", "));
  }
  return (
    <TextField
      label={label}
      hint={hint}
      value={text}
      onChange={(next) => {
        setText(next);
        onChange(wordsOf(next));
      }}
    />
  );
}

function wordsOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
