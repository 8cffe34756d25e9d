/** The CPU time of `referenceWork` on the reference machine, in milliseconds. */
const REFERENCE_MS = 5;

function referenceWork(): number {
  const rows = Array.from({ length: 3000 }, (_each, n) => ({ id: `row-${n}`, list: [n, n + 1, n + 2] }));
  let length = 0;
  for (let n = 0; n < 3; n++) length += JSON.stringify(JSON.parse(JSON.stringify(rows))).length;
  return length;
}

function cpuMsSince(startedAt: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(startedAt);
  return (user + system) / 1000;
}

/** How many times slower than the reference machine this machine currently is; at least 1. */
function slowness(): number {
  const times = Array.from({ length: 5 }, () => {
    const startedAt = process.cpuUsage();
    referenceWork();
    return cpuMsSince(startedAt);
  });
  times.sort((a, b) => a - b);
  return Math.max(1, (times[2] ?? 0) / REFERENCE_MS);
}

export interface TurnTimes {
  /** The largest CPU time of one task of the event loop. */
  worstMs: number;
  /** The CPU time of all tasks. */
  totalMs: number;
}

/**
 * Measures the tasks of the event loop until `stop`, in milliseconds of CPU time on the reference machine. Wall-clock
 * time would include other processes, and a slow machine needs more CPU time for the same work.
 */
export function watchTurns(): { stop(): TurnTimes } {
  const slownessBefore = slowness();
  const startedAt = process.cpuUsage();
  let last = { cpu: startedAt, wallMs: performance.now() };
  let worstMs = 0;
  let isStopped = false;
  const endTurn = (): void => {
    // The CPU time of the process includes its other threads, so the wall-clock time of the task limits it.
    worstMs = Math.max(worstMs, Math.min(cpuMsSince(last.cpu), performance.now() - last.wallMs));
    last = { cpu: process.cpuUsage(), wallMs: performance.now() };
  };
  const turn = (): void => {
    if (isStopped) return;
    endTurn();
    setTimeout(turn, 1);
  };
  turn();
  return {
    stop() {
      isStopped = true;
      endTurn();
      const totalMs = cpuMsSince(startedAt);
      const scale = Math.max(slownessBefore, slowness());
      return { worstMs: worstMs / scale, totalMs: totalMs / scale };
    },
  };
}

/** The CPU time of some work, in milliseconds on the reference machine. */
export async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const turns = watchTurns();
  await work();
  return turns.stop().totalMs;
}
