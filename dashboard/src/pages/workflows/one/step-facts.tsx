import { Facts, JsonBlock } from "../../../components/facts/details.js";
import { describeStep, TYPE_NAMES } from "../../../document/describe.js";
import { textOf, type Step } from "../../../document/document.js";

/** What a step says, for reading. */
export function StepFacts({ step }: { readonly step: Step }) {
  const { title, summary, condition } = describeStep(step);
  const template = step["template"];
  return (
    <>
      <h2>{title}</h2>
      <Facts
        facts={[
          ["Kind", TYPE_NAMES[step.type] ?? step.type],
          ["Ref", <code key="ref">{step.ref}</code>],
          ["Does", summary],
          ["If", condition],
          ["Described as", textOf(step, "description")],
        ]}
      />
      {template !== undefined && <JsonBlock label="Template" value={template} />}
    </>
  );
}
