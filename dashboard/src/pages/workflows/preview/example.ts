import { readDataFields, SAMPLES } from "../../../document/data-fields.js";
import { isJson, textOf, type Json, type WorkflowDocument } from "../../../document/document.js";

/** For whom a template is shown, and with which data. */
export interface Example {
  readonly recipient: string;
  readonly actor: string;
  readonly data: Json;
}

const keyOf = (env: string, workflowKey: string): string => `carillon.example.${env}.${workflowKey}`;

/** The example that this browser kept for a workflow, else one with data of the types that its schema asks for. */
export function readExample(env: string, document: WorkflowDocument): Example {
  const fields = readDataFields(document["dataSchema"]) ?? [];
  const data = Object.fromEntries(fields.map(({ name, type }) => [name, SAMPLES[type] ?? `some ${name}`]));
  const first = { recipient: "ada", actor: "linus", data };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(env, document.key)) ?? "null");
    if (!isJson(kept)) return first;
    const own = kept["data"];
    return { recipient: textOf(kept, "recipient"), actor: textOf(kept, "actor"), data: isJson(own) ? own : {} };
  } catch {
    return first;
  }
}

export function keepExample(env: string, workflowKey: string, example: Example): void {
  try {
    localStorage.setItem(keyOf(env, workflowKey), JSON.stringify(example));
  } catch {
    // It lasts as long as the page.
  }
}
