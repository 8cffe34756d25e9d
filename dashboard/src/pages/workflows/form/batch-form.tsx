import { NumberField } from "../../../components/form/number-field.js";
import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson, textOf, withMember } from "../../../document/document.js";
import { DurationField } from "./duration-field.js";
import { issueAt, type StepFormProps } from "./form-props.js";
import { WindowFields } from "./window-fields.js";

/** Collects triggers for the same recipient into one message. */
export function BatchForm(props: StepFormProps) {
  const { step, issues, variables, onChange } = props;
  const set = (name: string, value: unknown): void => onChange(withMember(step, name, value), `${step.ref} ${name}`);
  const isSliding = step["windowType"] === "sliding";
  const numberOf = (name: string) => (typeof step[name] === "number" ? step[name] : undefined);
  return (
    <>
      <WindowFields {...props} fixed="window" label="Collects" />
      {"window" in step && (
        <SelectField
          label="The window"
          value={isSliding ? "sliding" : "fixed"}
          choices={[
            ["fixed", "ends that long after the first trigger"],
            ["sliding", "begins again with each trigger"],
          ]}
          onChange={(next) => {
            const limit = next === "sliding" ? { unit: "hours", value: 1 } : undefined;
            const typed = withMember(step, "windowType", next === "sliding" ? next : undefined);
            onChange(withMember(typed, "windowLimit", limit), `${step.ref} windowType`);
          }}
        />
      )}
      {isSliding && (
        <DurationField
          label="At most"
          value={isJson(step["windowLimit"]) ? step["windowLimit"] : {}}
          issue={issueAt(issues, "windowLimit")}
          onChange={(value) => set("windowLimit", value)}
        />
      )}
      <TextField
        label="One batch for each"
        isCode
        hint="A path, such as data.documentId. Empty: one batch for the recipient."
        value={textOf(step, "key")}
        suggestions={variables}
        issue={issueAt(issues, "key")}
        onChange={(value) => set("key", value === "" ? undefined : value)}
      />
      <SelectField
        label="The first trigger"
        value={textOf(step, "mode") || "accumulate"}
        choices={[
          ["accumulate", "waits for the others"],
          ["flush_leading", "goes on at once; the others are collected"],
        ]}
        onChange={(value) => set("mode", value === "accumulate" ? undefined : value)}
      />
      <SelectField
        label="Order of what was collected"
        value={textOf(step, "order") || "asc"}
        choices={[
          ["asc", "oldest first"],
          ["desc", "latest first"],
        ]}
        onChange={(value) => set("order", value === "asc" ? undefined : value)}
      />
      <NumberField
        label="Told in the message"
        min={1}
        max={100}
        placeholder="10"
        hint="How many activities a template can name; all are counted."
        value={numberOf("renderLimit")}
        issue={issueAt(issues, "renderLimit")}
        onChange={(value) => set("renderLimit", value)}
      />
      <NumberField
        label="Closes early at"
        min={2}
        max={10_000}
        placeholder="10000"
        hint="How many triggers one batch holds."
        value={numberOf("maxItems")}
        issue={issueAt(issues, "maxItems")}
        onChange={(value) => set("maxItems", value)}
      />
      <SelectField
        label="Goes on with"
        value={textOf(step, "versionMode") || "latest"}
        choices={[
          ["latest", "the latest version of the workflow"],
          ["pinned", "the version with which it began"],
        ]}
        onChange={(value) => set("versionMode", value === "latest" ? undefined : value)}
      />
    </>
  );
}
