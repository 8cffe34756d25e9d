import { NumberField } from "../../../components/form/number-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { textOf, withMember } from "../../../document/document.js";
import { issueAt, type StepFormProps } from "./form-props.js";
import { WindowFields } from "./window-fields.js";

/** Lets at most so many runs of a recipient through, and ends the others. */
export function ThrottleForm(props: StepFormProps) {
  const { step, issues, variables, onChange } = props;
  const set = (name: string, value: unknown): void => onChange(withMember(step, name, value), `${step.ref} ${name}`);
  return (
    <>
      <NumberField
        label="Runs that go on"
        min={1}
        max={1_000_000}
        hint="In each window; the others end here."
        value={typeof step["limit"] === "number" ? step["limit"] : undefined}
        placeholder="1"
        issue={issueAt(issues, "limit")}
        onChange={(value) => set("limit", value)}
      />
      <WindowFields {...props} fixed="window" label="The window lasts" />
      <TextField
        label="Counted for each"
        isCode
        hint="A path, such as data.server. Empty: counted for the recipient."
        value={textOf(step, "key")}
        suggestions={variables}
        issue={issueAt(issues, "key")}
        onChange={(value) => set("key", value === "" ? undefined : value)}
      />
    </>
  );
}
