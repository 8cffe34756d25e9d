import { Facts } from "../../../components/facts/details.js";
import { conditionWords } from "../../../document/conditions.js";
import { isJson, textOf, type WorkflowDocument } from "../../../document/document.js";

/** What a workflow says beside its steps, for reading. */
export function WorkflowFacts({ document }: { readonly document: WorkflowDocument }) {
  const { conditions, categories, dataSchema } = document;
  return (
    <>
      <h2>The workflow</h2>
      <Facts
        facts={[
          ["Described as", textOf(document, "description")],
          ["Categories", Array.isArray(categories) && categories.join(", ")],
          ["Only if", isJson(conditions) && conditionWords(conditions)],
          ["Data", isJson(dataSchema) && propertyNames(dataSchema)],
        ]}
      />
    </>
  );
}

function propertyNames({ properties }: Readonly<Record<string, unknown>>): string {
  return isJson(properties) ? Object.keys(properties).join(", ") : "";
}
