import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson, textOf, withMember } from "../../../document/document.js";
import { issueAt } from "../form/form-props.js";
import styles from "./templates.module.css";
import { overridesOf, setterOf, type TemplateFieldsProps } from "./template-props.js";
import { WordsField } from "./words-field.js";

/** An email. */
export function EmailFields(props: TemplateFieldsProps) {
  const { template, onChange } = props;
  const set = setterOf(props);
  const isHtml = "html" in template;
  const words = isHtml ? "html" : "markdown";
  return (
    <>
      <WordsField
        {...props}
        label="Subject"
        name="subject"
        onSet={(value) => onChange({ ...template, subject: value }, "subject")}
      />
      <WordsField
        {...props}
        label="Text"
        name={words}
        lines={isHtml ? 14 : 8}
        hint={isHtml ? "The whole HTML, with Liquid." : "Markdown with Liquid."}
        onSet={(value) => onChange({ ...template, [words]: value }, words)}
      />
      <SelectField
        label="Written as"
        value={words}
        choices={[
          ["markdown", "markdown"],
          ["html", "HTML"],
        ]}
        onChange={(next) => {
          const { markdown: _, html: __, ...rest } = template;
          onChange({ ...rest, [next]: textOf(template, words) }, "kind");
        }}
      />
      {isHtml && (
        <WordsField
          {...props}
          label="Plain text"
          name="text"
          lines={4}
          hint="For mail programs without HTML. Empty: made from the HTML."
          onSet={(value) => set("text", value)}
        />
      )}
      <details className={styles["more"]}>
        <summary>Sender, copies and attachments</summary>
        <Overrides {...props} />
        <WordsField
          {...props}
          label="Attachments"
          name="attachments"
          placeholder="attachments"
          hint="The key of the data that lists the files."
          onSet={(value) => set("attachments", value)}
        />
      </details>
    </>
  );
}

const COPIES = [
  ["to", "To, in place of the recipient’s address"],
  ["cc", "Copy to"],
  ["bcc", "Blind copy to"],
  ["replyTo", "Answers to"],
] as const;

function Overrides(props: TemplateFieldsProps) {
  const { issues } = props;
  const { overrides, setOverride } = overridesOf(props);
  const from = isJson(overrides["from"]) ? overrides["from"] : {};
  const setFrom = (name: string, next: string): void => {
    const changed = withMember(from, name, next === "" ? undefined : next);
    setOverride("from", Object.keys(changed).length === 0 ? undefined : changed);
  };
  return (
    <>
      <TextField
        label="Sender’s address"
        isCode
        placeholder="as the channel says"
        value={textOf(from, "address")}
        issue={issueAt(issues, "overrides", "from")}
        onChange={(next) => setFrom("address", next)}
      />
      <TextField label="Sender’s name" isCode value={textOf(from, "name")} onChange={(next) => setFrom("name", next)} />
      {COPIES.map(([name, label]) => (
        <TextField
          key={name}
          label={label}
          isCode
          value={textOf(overrides, name)}
          issue={issueAt(issues, "overrides", name)}
          onChange={(next) => setOverride(name, next)}
        />
      ))}
    </>
  );
}
