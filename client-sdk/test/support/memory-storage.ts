import type { MarkStorage } from "../../src/feed/mark-storage.js";

/** The used part of `localStorage`. */
export class MemoryStorage implements MarkStorage {
  private readonly values = new Map<string, string>();

  get length(): number {
    return this.values.size;
  }

  get text(): string {
    return [...this.values].join("\n");
  }

  key(index: number): string | null {
    return [...this.values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}
