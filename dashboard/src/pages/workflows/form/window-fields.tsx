import { CheckField, SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson, textOf, withMember, type Json, type Step } from "../../../document/document.js";
import { DurationField } from "./duration-field.js";
import { issueAt, type StepFormProps } from "./form-props.js";
import { RuleFields } from "./rule-fields.js";

export interface WindowFieldsProps extends Pick<StepFormProps, "step" | "issues" | "variables" | "onChange"> {
  /** The member that holds a fixed length. */
  readonly fixed: "for" | "window";
  /** Such as `Waits`. */
  readonly label: string;
}

const WAYS = [
  ["fixed", "for a length of time"],
  ["until", "until a time in the data"],
  ["rule", "until a moment that recurs"],
] as const;

/** How long a step lasts: a length, a time in the data, or a moment that recurs. */
export function WindowFields({ step, issues, variables, fixed, label, onChange }: WindowFieldsProps) {
  const way = "rule" in step ? "rule" : "until" in step ? "until" : "fixed";
  const set = (name: string, value: unknown): void => onChange(withMember(step, name, value), `${step.ref} ${name}`);
  const offset = isJson(step["offset"]) ? step["offset"] : null;
  return (
    <>
      <SelectField
        label={label}
        value={way}
        choices={WAYS}
        onChange={(next) => onChange(asWay(step, fixed, next), `${step.ref} way`)}
      />
      {way === "fixed" && (
        <DurationField
          label="How long"
          value={isJson(step[fixed]) ? step[fixed] : { unit: "minutes", value: 5 }}
          issue={issueAt(issues, fixed)}
          onChange={(value) => set(fixed, value)}
        />
      )}
      {way === "until" && (
        <TextField
          label="Until"
          isCode
          hint="A path to a time, such as data.endsAt."
          value={textOf(step, "until")}
          suggestions={variables}
          issue={issueAt(issues, "until")}
          onChange={(value) => set("until", value)}
        />
      )}
      {way === "rule" && (
        <RuleFields rule={isJson(step["rule"]) ? step["rule"] : {}} onChange={(rule) => set("rule", rule)} />
      )}
      {way !== "fixed" && (
        <CheckField
          label="Some time before or after that"
          checked={offset !== null}
          onChange={(isOn) => set("offset", isOn ? { unit: "hours", value: 1, direction: "before" } : undefined)}
        />
      )}
      {way !== "fixed" && offset && <OffsetFields offset={offset} onChange={(value) => set("offset", value)} />}
    </>
  );
}

function OffsetFields({ offset, onChange }: { readonly offset: Json; readonly onChange: (offset: Json) => void }) {
  return (
    <>
      <DurationField label="By how much" value={offset} onChange={onChange} />
      <SelectField
        label="Direction"
        value={textOf(offset, "direction")}
        choices={[
          ["before", "before it"],
          ["after", "after it"],
        ]}
        onChange={(direction) => onChange({ ...offset, direction })}
      />
    </>
  );
}

/** The step with another way to say how long, and nothing left of the one before. */
function asWay(step: Step, fixed: "for" | "window", way: string): Step {
  const bare = ["until", "rule", "offset", fixed].reduce((left, name) => withMember(left, name, undefined), step);
  if (way === "until") return { ...bare, until: "data.at" };
  if (way === "rule") return { ...bare, rule: { frequency: "weekly", days: "weekdays", hours: 9, minutes: 0 } };
  return { ...bare, [fixed]: { unit: "minutes", value: 5 } };
}
