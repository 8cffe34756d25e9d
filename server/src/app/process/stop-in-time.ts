/** One part of the end, such as the sockets or the database. */
export interface StopStep {
  name: string;
  run(): Promise<unknown> | void;
}

/** A part did not end in time. */
export class StopTimeoutError extends Error {}

/**
 * Stops the parts one after the other, within `timeoutMs` for all together. A part that hangs is left, and the parts after
 * it are told to stop without being awaited. A part that fails does not prevent the others from stopping; the first error is
 * thrown at the end.
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
