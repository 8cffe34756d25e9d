/**
 * The most CPU time, in milliseconds, that the process used in one turn of its event loop until `stop`. Unlike the time
 * that passes, it does not depend on what else the machine does.
 */
export function watchTurns(): { stop(): { worstMs: number; totalMs: number } } {
  const startedAt = process.cpuUsage();
  let last = startedAt;
  let worstMs = 0;
  let isStopped = false;
  const turn = (): void => {
    if (isStopped) return;
    const { user, system } = process.cpuUsage(last);
    worstMs = Math.max(worstMs, (user + system) / 1000);
    last = process.cpuUsage();
    setTimeout(turn, 1);
  };
  turn();
  return {
    stop() {
      isStopped = true;
      const { user, system } = process.cpuUsage(startedAt);
      return { worstMs, totalMs: (user + system) / 1000 };
    },
  };
}
