import { TextField } from "../../../components/form/text-field.js";
import { TYPE_NAMES } from "../../../document/describe.js";
import { isJson, textOf, withMember } from "../../../document/document.js";
import { ConditionsField } from "../conditions/conditions-field.js";
import { BatchForm } from "./batch-form.js";
import { BranchForm } from "./branch-form.js";
import { ChannelForm } from "./channel-form.js";
import { issueAt, type StepFormProps } from "./form-props.js";
import styles from "./form.module.css";
import { RefField } from "./ref-field.js";
import { ThrottleForm } from "./throttle-form.js";
import { WindowFields } from "./window-fields.js";

export interface WholeStepFormProps extends StepFormProps {
  readonly onRename: (ref: string) => void;
}

/** Everything that one step says. */
export function StepForm({ onRename, ...props }: WholeStepFormProps) {
  const { document, step, variables, issues, onChange } = props;
  const set = (name: string, value: unknown): void => onChange(withMember(step, name, value), `${step.ref} ${name}`);
  const hasConditions = step.type === "channel" || step.type === "delay" || step.type === "throttle";
  return (
    <div className={styles["form"]}>
      <h2>{TYPE_NAMES[step.type] ?? step.type}</h2>
      <IssueList {...props} />
      <KindFields {...props} />
      {hasConditions && (
        <ConditionsField
          label="Only if"
          value={isJson(step["conditions"]) ? step["conditions"] : null}
          variables={variables}
          onChange={(next) => set("conditions", next ?? undefined)}
        />
      )}
      <TextField
        label="Name"
        value={textOf(step, "name")}
        placeholder="shown in place of its kind"
        issue={issueAt(issues, "name")}
        onChange={(value) => set("name", value === "" ? undefined : value)}
      />
      <RefField document={document} value={step.ref} onRename={onRename} />
    </div>
  );
}

function KindFields(props: StepFormProps) {
  const { step } = props;
  switch (step.type) {
    case "channel":
      return <ChannelForm {...props} />;
    case "delay":
      return <WindowFields {...props} fixed="for" label="Waits" />;
    case "batch":
      return <BatchForm {...props} />;
    case "throttle":
      return <ThrottleForm {...props} />;
    case "branch":
      return <BranchForm {...props} />;
    default:
      return <p>This kind of step can be edited as JSON.</p>;
  }
}

function IssueList({ issues }: Pick<StepFormProps, "issues">) {
  if (issues.length === 0) return null;
  return (
    <ul className={styles["issues"]} aria-label="Issues of this step">
      {issues.map(({ path, code, message }) => (
        <li key={`${path.join(".")} ${code}`}>
          {path.length > 0 && <code>{path.join(".")}</code>} {message}
        </li>
      ))}
    </ul>
  );
}
