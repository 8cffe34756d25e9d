import { SelectField } from "../../../components/form/select-field.js";
import { textOf } from "../../../document/document.js";
import { JsonField } from "./json-field.js";
import { setterOf, type TemplateFieldsProps } from "./template-props.js";
import { WordsField } from "./words-field.js";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"].map((each) => [each, each] as const);

/** An HTTP call. */
export function WebhookFields(props: TemplateFieldsProps) {
  const { template, onChange } = props;
  const set = setterOf(props);
  return (
    <>
      <SelectField
        label="Method"
        value={textOf(template, "method")}
        choices={METHODS}
        onChange={(method) => onChange({ ...template, method }, "method")}
      />
      <WordsField {...props} label="URL" name="url" onSet={(url) => onChange({ ...template, url }, "url")} />
      <WordsField {...props} label="Body" name="body" lines={6} onSet={(value) => set("body", value)} />
      <JsonField label="Headers" value={template["headers"]} onChange={(value) => set("headers", value)} />
      <JsonField label="Query" value={template["query"]} onChange={(value) => set("query", value)} />
    </>
  );
}
