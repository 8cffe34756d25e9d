import { CheckField, SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { textOf } from "../../../document/document.js";
import { JsonField } from "./json-field.js";
import styles from "./templates.module.css";
import { overridesOf, setterOf, type TemplateFieldsProps } from "./template-props.js";
import { WordsField } from "./words-field.js";

const TEXTS = [
  ["channelId", "Channel at the provider"],
  ["userId", "Person at the provider"],
] as const;

/** A chat message: markdown, or the provider's own JSON. */
export function ChatFields(props: TemplateFieldsProps) {
  const { template, onChange } = props;
  const set = setterOf(props);
  const isOwn = "json" in template;
  const { overrides, setOverride } = overridesOf(props);
  return (
    <>
      {isOwn ? (
        <JsonField
          label="JSON of the provider"
          hint="Such as Slack blocks; texts within may use Liquid."
          value={template["json"]}
          onChange={(json) => json !== undefined && onChange({ ...template, json }, "json")}
        />
      ) : (
        <WordsField
          {...props}
          label="Text"
          name="markdown"
          lines={5}
          hint="Markdown with Liquid."
          onSet={(markdown) => onChange({ ...template, markdown }, "markdown")}
        />
      )}
      <SelectField
        label="Written as"
        value={isOwn ? "json" : "markdown"}
        choices={[
          ["markdown", "markdown"],
          ["json", "JSON of the provider"],
        ]}
        onChange={(next) => {
          const { markdown: _, json: __, ...rest } = template;
          const words = textOf(template, "markdown") || textOf(template, "summary") || "Hello";
          onChange(next === "json" ? { json: { text: words }, ...rest } : { markdown: words, ...rest }, "kind");
        }}
      />
      {isOwn && (
        <WordsField
          {...props}
          label="Summary"
          name="summary"
          hint="For notifications and lists."
          onSet={(value) => set("summary", value)}
        />
      )}
      <details className={styles["more"]}>
        <summary>Thread and receiver</summary>
        <WordsField
          {...props}
          label="Answers the message of the step"
          name="replyTo"
          placeholder="ref of an earlier step"
          onSet={(value) => set("replyTo", value)}
        />
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
          label="Find the person by their email address"
          checked={overrides["findsUserByEmail"] === true}
          onChange={(isOn) => setOverride("findsUserByEmail", isOn || undefined)}
        />
      </details>
    </>
  );
}
