import { isRecord } from "../../json.js";
import type { Job } from "../../feed/mark-job.js";
import type { MarkStorage } from "../../feed/mark-storage.js";

// A live tab saves at least this often while marks wait; older entries were left by a tab that crashed or closed.
const ABANDONED_MS = 90_000;
const KEPT_FOR_MS = 7 * 24 * 3_600_000;

/** Stores the unconfirmed marks of one tab, and finds those that the person's other tabs left. */
export class MarkStore {
  readonly #storage: MarkStorage;
  readonly #name: string;
  readonly #ownKey: string;

  /** `name` names the person and the environment, `tab` this tab. */
  constructor(storage: MarkStorage, name: string, tab: string) {
    this.#storage = storage;
    this.#name = name;
    this.#ownKey = `${name} ${tab}`;
  }

  /** `isLeaving` lets the next page take them over at once. */
  save(jobs: readonly Job[], isLeaving = false): void {
    this.#attempt(() => {
      if (jobs.length === 0) this.#storage.removeItem(this.#ownKey);
      else this.#storage.setItem(this.#ownKey, JSON.stringify({ savedAt: Date.now(), isLeaving, jobs }));
    });
  }

  /** Takes over the marks that were left. */
  adopt(): readonly Job[] {
    const jobs: Job[] = [];
    this.#attempt(() => {
      for (const key of this.#keys()) {
        if (key === this.#ownKey) continue;
        const { savedAt, isLeaving, jobs: left } = parse(this.#storage.getItem(key));
        const ageMs = Date.now() - savedAt;
        if (!isLeaving && ageMs < ABANDONED_MS) continue;
        this.#storage.removeItem(key);
        if (ageMs < KEPT_FOR_MS) jobs.push(...left);
      }
    });
    return jobs;
  }

  /** Deletes everything of the user, from all tabs. */
  forget(): void {
    this.#attempt(() => this.#keys().forEach((key) => this.#storage.removeItem(key)));
  }

  #keys(): readonly string[] {
    const all = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index) ?? "");
    return all.filter((key) => key.startsWith(`${this.#name} `));
  }

  /** A browser may forbid storage, or be out of space. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch {
      // Marks are still sent; only a reload would lose them.
    }
  }
}

interface Left {
  readonly savedAt: number;
  readonly isLeaving: boolean;
  readonly jobs: readonly Job[];
}

function parse(text: string | null): Left {
  const nothing = { savedAt: 0, isLeaving: true, jobs: [] };
  try {
    const value: unknown = JSON.parse(text ?? "null");
    if (!isRecord(value) || typeof value.savedAt !== "number" || !Array.isArray(value.jobs)) return nothing;
    return { savedAt: value.savedAt, isLeaving: value.isLeaving === true, jobs: value.jobs.filter(isJob) };
  } catch {
    return nothing;
  }
}

// Only this package writes under this name and version, so the shape of the rest is known.
function isJob(value: unknown): value is Job {
  return isRecord(value) && typeof value.id === "string" && isRecord(value.target) && isRecord(value.input);
}
