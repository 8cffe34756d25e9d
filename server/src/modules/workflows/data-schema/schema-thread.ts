import { parentPort } from "node:worker_threads";
import type { TaskAnswer } from "../../../platform/threads/index.js";
import { doSchemaTask, type SchemaTask } from "./schema-tasks.js";

/** The thread that compiles large schemas, and checks data against them. */
parentPort?.on("message", (task: SchemaTask) => {
  parentPort?.postMessage(answerOf(task));
});

function answerOf(task: SchemaTask): TaskAnswer {
  try {
    return { ok: true, value: doSchemaTask(task) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
