import { TextField } from "../../../components/form/text-field.js";
import { textOf } from "../../../document/document.js";
import { issueAt } from "../form/form-props.js";
import type { TemplateFieldsProps } from "./template-props.js";

export interface WordsFieldProps extends Pick<TemplateFieldsProps, "template" | "issues"> {
  readonly label: string;
  /** The member of the template. */
  readonly name: string;
  readonly lines?: number;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly onSet: (value: string) => void;
}

/** One text of a template, with what is wrong with it. */
export function WordsField({ template, issues, label, name, lines, hint, placeholder, onSet }: WordsFieldProps) {
  return (
    <TextField
      label={label}
      isCode
      value={textOf(template, name)}
      issue={issueAt(issues, name)}
      onChange={onSet}
      {...(lines === undefined ? {} : { lines })}
      {...(hint === undefined ? {} : { hint })}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
}
