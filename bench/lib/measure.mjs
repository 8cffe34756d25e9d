/** The value that `share` of the numbers do not exceed. */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs `work(round)` `times` times, one after the other. Returns the results in order. */
export async function repeat(times, work) {
  const answers = [];
  for (let round = 0; round < times; round += 1) answers.push(await work(round));
  return answers;
}

/** The duration of `work` in milliseconds. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Polls a condition every few milliseconds until it is true. */
export async function until(isTrue, { timeoutMs = 120_000, everyMs = 10 } = {}) {
  for (const deadline = performance.now() + timeoutMs; !(await isTrue());) {
    if (performance.now() > deadline) throw new Error(`After ${timeoutMs} ms this is still not so: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

const round = (number) => (number === null ? null : Number(number.toPrecision(4)));

/**
 * One line of the report. `values` are the measurements of the rounds; `floors`, if any, are the measurements of the
 * raw parts in the same rounds; `ratio` is the median of value / floor per round. `judged` says whether `must` and
 * `aim` apply to the "ratio" or the "value". `isLowerBetter` says that lower is better.
 */
export function resultOf({ name, unit, values, floors = null, judged, must = null, aim = null, ...more }) {
  const { isLowerBetter = false, ...details } = more;
  const value = median(values);
  const ratio = floors ? median(values.map((each, index) => each / floors[index])) : null;
  const subject = judged === "ratio" ? ratio : value;
  const meets = (target) => target === null || (isLowerBetter ? subject <= target : subject >= target);
  return {
    name,
    value: round(value),
    unit,
    floor: floors ? round(median(floors)) : null,
    ratio: round(ratio),
    judged,
    isLowerBetter,
    must,
    aim,
    verdict: must === null ? "" : !meets(must) ? "MUST MISSED" : meets(aim) ? "aim met" : "must met",
    runs: values.map(round),
    spread: round((Math.max(...values) - Math.min(...values)) / value),
    ...details,
  };
}
