/** Durations of calls, by name. */
export class Times {
  readonly #ms = new Map<string, number[]>();

  async take<T>(name: string, call: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await call();
    } finally {
      const its = this.#ms.get(name) ?? [];
      its.push(performance.now() - startedAt);
      this.#ms.set(name, its);
    }
  }

  /** The duration in milliseconds that this share of the calls did not exceed; 0 without calls. */
  quantile(name: string, share: number): number {
    const sorted = [...(this.#ms.get(name) ?? [])].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  }

  /** Per name, the number of calls and `p50/p99/max` in milliseconds. */
  figures(): Record<string, string> {
    const rows = [...this.#ms].map(([name, its]) => {
      const [p50, p99, max] = [0.5, 0.99, 1].map((share) => Math.round(this.quantile(name, share)));
      return [name, `${its.length} in ${p50}/${p99}/${max} ms`];
    });
    return Object.fromEntries(rows);
  }
}
