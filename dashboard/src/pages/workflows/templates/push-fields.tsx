import { CheckField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { textOf } from "../../../document/document.js";
import { JsonField } from "./json-field.js";
import styles from "./templates.module.css";
import { overridesOf, setterOf, type TemplateFieldsProps } from "./template-props.js";
import { WordsField } from "./words-field.js";

const TEXTS = [
  ["url", "Opens"],
  ["collapseKey", "Replaces the one with the same key"],
  ["sound", "Sound"],
] as const;

/** A push message. */
export function PushFields(props: TemplateFieldsProps) {
  const { template, onChange } = props;
  const set = setterOf(props);
  const { overrides, setOverride } = overridesOf(props);
  return (
    <>
      <WordsField {...props} label="Title" name="title" onSet={(value) => set("title", value)} />
      <WordsField
        {...props}
        label="Body"
        name="body"
        lines={3}
        onSet={(body) => onChange({ ...template, body }, "body")}
      />
      <CheckField
        label="Silent: wakes the app and shows nothing"
        checked={template["isSilent"] === true}
        onChange={(isOn) => set("isSilent", isOn || undefined)}
      />
      <details className={styles["more"]}>
        <summary>Data, sound and urgency</summary>
        <JsonField label="Data for the app" value={template["data"]} onChange={(value) => set("data", value)} />
        {TEXTS.map(([name, label]) => (
          <TextField
            key={name}
            label={label}
            isCode
            value={textOf(overrides, name)}
            onChange={(value) => setOverride(name, value)}
          />
        ))}
        <CheckField
          label="Urgent"
          checked={overrides["isUrgent"] === true}
          onChange={(isOn) => setOverride("isUrgent", isOn || undefined)}
        />
      </details>
    </>
  );
}
