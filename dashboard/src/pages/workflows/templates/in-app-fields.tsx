import { Plus, Trash2 } from "lucide-react";
import { Button } from "../../../components/form/button.js";
import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import { isJson, textOf, withMember, type Json } from "../../../document/document.js";
import { issueAt } from "../form/form-props.js";
import styles from "./templates.module.css";
import { setterOf, type TemplateFieldsProps } from "./template-props.js";
import { WordsField } from "./words-field.js";

const MOST_BUTTONS = 2;

/** An item of the feed. */
export function InAppFields(props: TemplateFieldsProps) {
  const { template, issues, onChange } = props;
  const set = setterOf(props);
  const isPlain = "text" in template;
  const words = isPlain ? "text" : "markdown";
  return (
    <>
      <WordsField
        {...props}
        label="Text"
        name={words}
        lines={5}
        hint={isPlain ? "Plain text with Liquid." : "Markdown with Liquid, such as **{{ actor.name }}**."}
        onSet={(value) => onChange({ ...template, [words]: value }, words)}
      />
      <SelectField
        label="Written as"
        value={words}
        choices={[
          ["markdown", "markdown"],
          ["text", "plain text"],
        ]}
        onChange={(next) => {
          const { markdown: _, text: __, ...rest } = template;
          onChange({ [next]: textOf(template, words), ...rest }, "kind");
        }}
      />
      <WordsField
        {...props}
        label="Opens"
        name="actionUrl"
        placeholder="/documents/{{ data.documentId }}"
        hint="Where a click on the item leads."
        onSet={(value) => set("actionUrl", value)}
      />
      <Buttons template={template} issues={issues} onSet={(buttons) => set("buttons", buttons)} />
    </>
  );
}

interface ButtonsProps extends Pick<TemplateFieldsProps, "template" | "issues"> {
  readonly onSet: (buttons: readonly Json[] | undefined) => void;
}

function Buttons({ template, issues, onSet }: ButtonsProps) {
  const buttons = Array.isArray(template["buttons"]) ? template["buttons"].filter(isJson) : [];
  const set = (next: readonly Json[]): void => onSet(next.length === 0 ? undefined : next);
  return (
    <>
      {buttons.map((button, index) => (
        <fieldset key={index} className={styles["part"]}>
          <legend>Button {index + 1}</legend>
          <TextField
            label="Label"
            isCode
            value={textOf(button, "label")}
            issue={issueAt(issues, "buttons", String(index), "label")}
            onChange={(label) => set(buttons.with(index, withMember(button, "label", label)))}
          />
          <TextField
            label="Leads to"
            isCode
            value={textOf(button, "action")}
            issue={issueAt(issues, "buttons", String(index), "action")}
            onChange={(action) => set(buttons.with(index, withMember(button, "action", action)))}
          />
          <IconButton label={`Remove button ${index + 1}`} onClick={() => set(buttons.toSpliced(index, 1))}>
            <Trash2 size={16} aria-hidden />
          </IconButton>
        </fieldset>
      ))}
      {buttons.length < MOST_BUTTONS && (
        <div>
          <Button
            onClick={() => {
              const name = buttons.some((each) => each["name"] === "primary") ? "secondary" : "primary";
              set([...buttons, { name, label: "Open", action: textOf(template, "actionUrl") || "/" }]);
            }}
          >
            <Plus size={16} aria-hidden />
            Button
          </Button>
        </div>
      )}
    </>
  );
}
