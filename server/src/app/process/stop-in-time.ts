/** One part of the end, such as the sockets or the database. */
export interface StopStep {
  name: string;
  run(): Promise<unknown> | void;
}

/** A part did not end in time. */
export class StopTimeoutError extends Error {}

/**
 * Ends the parts one after the other. All of them together have `timeoutMs`: what hangs is then left alone, and the parts
 * after it are told to end without being waited for. A part that fails does not keep the others from ending; the first
 * error is thrown at last.
 */
export async function stopInTime(steps: readonly StopStep[], timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<"late">((resolve) => (timer = setTimeout(resolve, timeoutMs, "late")));
  const errors: unknown[] = [];
  const hanging: string[] = [];
  for (const { name, run } of steps) {
    const outcome = await Promise.race([ended(run, errors), isLate]);
    if (outcome === "late") hanging.push(name);
  }
  clearTimeout(timer);
  if (hanging.length > 0) {
    throw new StopTimeoutError(`Stopped after ${timeoutMs} ms, without waiting any longer for: ${hanging.join(", ")}.`);
  }
  if (errors.length > 0) throw errors[0];
}

async function ended(run: StopStep["run"], errors: unknown[]): Promise<"ended"> {
  try {
    await run();
  } catch (error) {
    errors.push(error);
  }
  return "ended";
}
