import type { InputIssue } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { TaskStopped, TaskThread } from "../../../platform/threads/index.js";
import { checkDataSchema, dataChecker, isSmallSchema, type DataChecker } from "./data-schema.js";
import type { SchemaTask } from "./schema-tasks.js";

/** Far above the cost of the largest schema; only a bug in our code or in Ajv takes this long. */
const TASK_MAX_MS = 15_000;
const WAITING_MAX = 200;

/** Tests run from the sources, and a thread cannot: it always runs the built file. */
const ENTRY = new URL(import.meta.url.replace("/server/src/", "/server/dist/").replace(/[^/]*$/, "schema-thread.js"));

/**
 * Checks data schemas, and data against them. Small ones are checked at once. Others are checked in a thread: compiling a
 * schema of 4,000 nodes takes half a second, and cannot be done in slices.
 */
export class SchemaChecks {
  readonly #thread = new TaskThread({ entry: ENTRY, taskMaxMs: TASK_MAX_MS, waitingMax: WAITING_MAX });

  /** The faults of a schema. `caller`: whose work alternates with that of others. */
  async check(caller: string, schema: JsonObject, { path, isStored }: SchemaPlace): Promise<InputIssue[]> {
    if (JSON.stringify(schema).length > UNREAD_MAX || isSmallSchema(schema))
      return checkDataSchema(schema, path, isStored);
    return this.#run(caller, { kind: "schema", schema, path, isStored });
  }

  /** Checks data, as `dataChecker` does. */
  checker(caller: string, schema: JsonObject | null): DataChecker {
    if (schema === null) return dataChecker(null);
    if (isSmallSchema(schema)) return restingAfter(dataChecker(schema));
    const text = JSON.stringify(schema);
    return (data, path) => this.#run(caller, { kind: "data", schema: text, data, path });
  }

  async #run(caller: string, task: SchemaTask): Promise<InputIssue[]> {
    try {
      return (await this.#thread.run(caller, task)) as InputIssue[];
    } catch (error) {
      if (!(error instanceof TaskStopped)) throw error;
      const message = "Compiling this workflow's `dataSchema`, or checking data against it, takes too much work.";
      return [{ path: [...task.path], code: "too_complex", message }];
    }
  }
}

/** Yields the event loop after a slow check: a call may contain a hundred of them. */
function restingAfter(check: ReturnType<typeof dataChecker>): DataChecker {
  return (data, path) => {
    const beganAt = performance.now();
    const issues = check(data, path);
    if (performance.now() - beganAt < LONG_MS) return issues;
    return new Promise((resolve) => setImmediate(() => resolve(issues)));
  };
}

interface SchemaPlace {
  path: string[];
  /** Whether the schema belongs to an already committed version. */
  isStored: boolean;
}

const LONG_MS = 5;

/** Larger ones are refused by their size. */
const UNREAD_MAX = 65_536;
