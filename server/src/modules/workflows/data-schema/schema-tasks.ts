import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import { checkDataSchema, dataChecker } from "./data-schema.js";

/** The input of the schema thread. */
export type SchemaTask =
  | { kind: "schema"; schema: JsonObject; path: string[]; isStored: boolean }
  /** `schema` is JSON text, by which a compiled one is known again. */
  | { kind: "data"; schema: string; data: JsonObject; path: readonly string[] };

type Checker = ReturnType<typeof dataChecker>;

const CHECKERS_MAX = 30;
const checkers = new Map<string, Checker>();

export function doSchemaTask(task: SchemaTask): InputIssue[] {
  if (task.kind === "schema") return checkDataSchema(task.schema, task.path, task.isStored);
  return checkerOf(task.schema)(task.data, task.path);
}

function checkerOf(text: string): Checker {
  const checker = checkers.get(text) ?? dataChecker(parsed(text));
  checkers.delete(text);
  checkers.set(text, checker);
  const oldest = checkers.keys().next();
  if (checkers.size > CHECKERS_MAX && !oldest.done) checkers.delete(oldest.value);
  return checker;
}

function parsed(text: string): JsonObject {
  const schema: unknown = JSON.parse(text);
  if (isJsonObject(schema)) return schema;
  throw new Error("The thread for schemas was given something else.");
}
