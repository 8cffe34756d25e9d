import { SelectField } from "../../../components/form/select-field.js";
import { TextField } from "../../../components/form/text-field.js";
import { isJson, textOf, withMember } from "../../../document/document.js";
import { templateOf } from "../../../document/shapes.js";
import { Preview } from "../preview/preview.js";
import { TemplateForm } from "../templates/template-form.js";
import { issueAt, type StepFormProps } from "./form-props.js";
import styles from "./form.module.css";

/** Sends a message over a channel. */
export function ChannelForm(props: StepFormProps) {
  const { document, step, channels, issues, variables, onChange } = props;
  const set = (name: string, value: unknown, topic = name): void =>
    onChange(withMember(step, name, value), `${step.ref} ${topic}`);
  const channelKey = textOf(step, "channelKey");
  const type = channels.find((each) => each.channelKey === channelKey)?.type ?? null;
  const template = isJson(step["template"]) ? step["template"] : {};
  return (
    <>
      <SelectField
        label="Channel"
        value={channelKey}
        choices={channels.map((each) => [each.channelKey, `${each.channelKey} (${each.name})`] as const)}
        issue={issueAt(issues, "channelKey")}
        onChange={(next) => {
          const nextType = channels.find((each) => each.channelKey === next)?.type ?? null;
          const moved = { ...step, channelKey: next };
          const isOther = nextType !== null && nextType !== type;
          onChange(isOther ? { ...moved, template: templateOf(nextType, template) } : moved, `${step.ref} channelKey`);
        }}
      />
      <TemplateForm
        type={type}
        template={template}
        variables={variables}
        issues={issues
          .filter(({ path }) => path[0] === "template")
          .map((issue) => ({ ...issue, path: issue.path.slice(1) }))}
        onChange={(next, field) => set("template", next, `template ${field}`)}
      />
      {type !== null && <Preview document={document} channelKey={channelKey} template={template} />}
      <details className={styles["more"]}>
        <summary>More about sending</summary>
        <TextField
          label="Expires at"
          isCode
          hint="A path to a time; nothing is sent after it."
          value={textOf(step, "expiresAt")}
          suggestions={variables}
          issue={issueAt(issues, "expiresAt")}
          onChange={(value) => set("expiresAt", value === "" ? undefined : value)}
        />
        <TextField
          label="Replaces the message with the same key"
          isCode
          hint="Such as deploy-{{ data.deployId }}."
          value={textOf(step, "supersedeKey")}
          issue={issueAt(issues, "supersedeKey")}
          onChange={(value) => set("supersedeKey", value === "" ? undefined : value)}
        />
        <SelectField
          label="If the answer of the provider was lost"
          value={textOf(step, "onUncertain")}
          choices={[
            ["", "as the channel says"],
            ["RETRY", "send again: it may arrive twice"],
            ["RESOLVE", "ask the provider, then decide"],
            ["STOP", "leave it: it may not arrive"],
          ]}
          onChange={(value) => set("onUncertain", value === "" ? undefined : value)}
        />
      </details>
    </>
  );
}
