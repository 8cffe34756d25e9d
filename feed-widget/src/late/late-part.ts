import { CarillonError } from "@carillon/client";

/** A part that somebody waits for is loaded again after this time. */
const RETRY_MS = 5_000;

/** A part of the widget that is loaded when it is first needed; bundlers make a separate chunk of it. */
export interface LatePart<Part> {
  /** The part, if it is there already. */
  now(): Part | null;
  /** Fetches it once; a chunk that could not be fetched is asked for again by the next caller. */
  load(): Promise<Part>;
  /**
   * Loads it, with retries, and calls back once it is loaded; returns a function that stops this. `load` reports failures.
   */
  subscribe(listener: () => void): () => void;
}

/** @example `const feedPart = latePart(() => import("./feed-part.js"))` */
export function latePart<Part>(fetchPart: () => Promise<Part>): LatePart<Part> {
  let loaded: Part | null = null;
  let loading: Promise<Part> | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const load = (): Promise<Part> => {
    loading ??= fetchPart().then(
      (part) => {
        loaded = part;
        for (const listener of [...listeners]) listener();
        return part;
      },
      (cause: unknown) => {
        loading = null;
        const message = "A part of the widget could not be fetched; is its chunk still on the server?";
        throw new CarillonError("CHUNK_FAILED", message, { cause });
      },
    );
    return loading;
  };
  const loadQuietly = (): void =>
    void load().catch(() => {
      if (listeners.size > 0) retryTimer ??= setTimeout(retry, RETRY_MS);
    });
  const retry = (): void => {
    retryTimer = undefined;
    if (listeners.size > 0) loadQuietly();
  };
  return {
    now: () => loaded,
    load,
    subscribe(listener) {
      listeners.add(listener);
      loadQuietly();
      return () => void listeners.delete(listener);
    },
  };
}

/** Calls with the part: now, or once it is loaded and its waiting components are rendered; never if it cannot be loaded. */
export function whenLoaded<Part>(part: LatePart<Part>, call: (part: Part) => void): void {
  const now = part.now();
  if (now !== null) return call(now);
  part.load().then(
    (loaded) => setTimeout(() => call(loaded), 0),
    () => undefined,
  );
}

/** The same, however long the part takes: what fails to come is asked for again. */
export function onceLoaded<Part>(part: LatePart<Part>, call: (part: Part) => void): void {
  const now = part.now();
  if (now !== null) return call(now);
  const stop = part.subscribe(() => {
    stop();
    onceLoaded(part, call);
  });
}
