import { TextField } from "../../../components/form/text-field.js";
import { textOf } from "../../../document/document.js";
import styles from "./templates.module.css";
import { overridesOf, type TemplateFieldsProps } from "./template-props.js";
import { WordsField } from "./words-field.js";

/** A text message. */
export function SmsFields(props: TemplateFieldsProps) {
  const { template, onChange } = props;
  const { overrides, setOverride } = overridesOf(props);
  return (
    <>
      <WordsField
        {...props}
        label="Text"
        name="text"
        lines={4}
        hint="Plain text with Liquid. The preview counts the parts."
        onSet={(text) => onChange({ ...template, text }, "text")}
      />
      <details className={styles["more"]}>
        <summary>Sender and number</summary>
        <TextField
          label="From"
          isCode
          placeholder="as the channel says"
          value={textOf(overrides, "from")}
          onChange={(value) => setOverride("from", value)}
        />
        <TextField
          label="To, in place of the recipient’s number"
          isCode
          value={textOf(overrides, "to")}
          onChange={(value) => setOverride("to", value)}
        />
      </details>
    </>
  );
}
