import { isRecord } from "../json.js";
import { comment, keyOf, typeOfProperties, typeOfSchema } from "./type-of-schema.js";

/** A workflow as the server shows it. */
export interface WorkflowDocument {
  readonly workflowKey: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const HEAD = `// Made by \`npx carillon types\` from the workflows' dataSchema. Do not edit: run it again.
/* eslint-disable */

/** Workflows by key: the data of their triggers, and the part of it that feed items show. */
export interface Workflows {
`;

/** The text of a file that exports \`Workflows\`. Equal workflows give equal text. */
export function workflowFile(workflows: readonly WorkflowDocument[]): string {
  const sorted = [...workflows].sort((a, b) => (a.workflowKey < b.workflowKey ? -1 : 1));
  return `${HEAD}${sorted.map(entryOf).join("")}}\n`;
}

function entryOf({ workflowKey, document }: WorkflowDocument): string {
  const { name, dataSchema, feedData } = document;
  const shown = Array.isArray(feedData) ? feedData.filter((key) => typeof key === "string") : [];
  const data = isRecord(dataSchema) ? typeOfSchema(dataSchema) : "{\n  readonly [key: string]: unknown;\n}";
  const members = [`readonly data: ${data};`, `readonly feedData: ${typeOfProperties(dataSchema, shown)};`];
  const lines = members.map((member) => `    ${member.replaceAll("\n", "\n    ")}\n`).join("");
  const text = typeof name === "string" ? `  ${comment(name).trim()}\n` : "";
  return `${text}  readonly ${keyOf(workflowKey)}: {\n${lines}  };\n`;
}
