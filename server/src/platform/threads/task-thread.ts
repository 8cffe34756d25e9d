import { Worker } from "node:worker_threads";
import { overloaded } from "../errors/index.js";

export interface TaskThreadOptions {
  /** The module that the thread runs; it answers each message with `TaskAnswer`. */
  entry: URL;
  /** Milliseconds that one task may be worked on. */
  taskMaxMs: number;
  /** Tasks that may wait, over all callers. */
  waitingMax: number;
}

/** The thread's answer: `value`, or the message of the error that was thrown. */
export type TaskAnswer = { ok: true; value: unknown } | { ok: false; message: string };

/** A task took too long, or too much memory. */
export class TaskStopped extends Error {}

interface Task {
  input: unknown;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

const WATCH_MS = 100;
const IDLE_MS = 60_000;
const MEMORY_MIB = 256;

/**
 * Runs tasks in a worker thread, one at a time, alternating between callers. The thread starts with the first task and ends
 * after a minute without one. A task that takes too long is stopped together with the thread; the next task starts a new
 * thread.
 */
export class TaskThread {
  readonly #options: TaskThreadOptions;
  /** Tasks that wait, by caller, in the order of their turns. */
  readonly #waiting = new Map<string, Task[]>();
  #waitingCount = 0;
  #worker: Worker | null = null;
  #current: Task | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: TaskThreadOptions) {
    this.#options = options;
  }

  /** The thread's answer. Throws `TaskStopped`, the task's own error, or `UNAVAILABLE` if too many tasks are waiting. */
  run(caller: string, input: unknown): Promise<unknown> {
    if (this.#waitingCount >= this.#options.waitingMax) {
      return Promise.reject(overloaded("Too much costly work is waiting already. Please try again."));
    }
    return new Promise((resolve, reject) => {
      const tasks = this.#waiting.get(caller) ?? [];
      this.#waiting.set(caller, tasks);
      tasks.push({ input, resolve, reject });
      this.#waitingCount += 1;
      this.#next();
    });
  }

  #next(): void {
    if (this.#current) return;
    this.#stopTimer();
    const turn = this.#waiting.entries().next();
    if (turn.done) {
      this.#timer = setTimeout(() => this.#drop(), IDLE_MS).unref();
      return;
    }
    const [caller, tasks] = turn.value;
    const task = tasks.shift();
    this.#waiting.delete(caller);
    if (tasks.length > 0) this.#waiting.set(caller, tasks);
    if (!task) return;
    this.#waitingCount -= 1;
    this.#begin(task);
  }

  #begin(task: Task): void {
    this.#current = task;
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    worker.postMessage(task.input);
    let workedMs = 0;
    let last = worker.performance.eventLoopUtilization();
    this.#timer = setInterval(() => {
      const now = worker.performance.eventLoopUtilization();
      // Its time in work: the start of the thread and pauses between tasks do not count.
      workedMs += worker.performance.eventLoopUtilization(now, last).active;
      last = now;
      if (workedMs > this.#options.taskMaxMs) this.#end(new TaskStopped("The task took too long."));
    }, WATCH_MS);
  }

  #start(): Worker {
    const worker = new Worker(this.#options.entry, {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
    });
    worker.on("message", (answer: TaskAnswer) => this.#settle(answer));
    worker.on("error", (error: Error & { code?: string }) => {
      if (worker !== this.#worker) return;
      this.#end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? new TaskStopped("The task took too much memory.") : error);
    });
    worker.on("exit", () => {
      if (worker === this.#worker) this.#end(new Error("The thread ended by itself."));
    });
    return worker;
  }

  #settle(answer: TaskAnswer): void {
    const task = this.#current;
    this.#current = null;
    this.#worker?.unref();
    if (answer.ok) task?.resolve(answer.value);
    else task?.reject(new Error(answer.message));
    this.#next();
  }

  /** Ends the thread along with its task. */
  #end(error: Error): void {
    const task = this.#current;
    this.#current = null;
    this.#drop();
    task?.reject(error);
    this.#next();
  }

  #drop(): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#stopTimer();
    void worker?.terminate();
  }

  #stopTimer(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
