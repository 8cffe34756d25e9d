import { CarillonError } from "@carillon/client";

/** A needed part that failed to load is requested again after this time. */
const RETRY_MS = 5_000;

/** A part of the widget that is loaded when it is first needed; bundlers make a separate chunk of it. */
export interface LatePart<Part> {
  /** The part, if it is already loaded. */
  now(): Part | null;
  /** Loads the part once. After a failure, the next caller requests the chunk again. */
  load(): Promise<Part>;
  /**
   * Loads the part, with retries, and calls `listener` when it is loaded. Returns a function that unsubscribes.
   * `load` reports failures.
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

/**
 * Calls `call` with the part: now, or once it is loaded and the components that wait for it are rendered; never if it
 * cannot be loaded.
 */
export function whenLoaded<Part>(part: LatePart<Part>, call: (part: Part) => void): void {
  const now = part.now();
  if (now !== null) return call(now);
  part.load().then(
    (loaded) => setTimeout(() => call(loaded), 0),
    () => undefined,
  );
}

/** The same with retries, for any loading time. */
export function onceLoaded<Part>(part: LatePart<Part>, call: (part: Part) => void): void {
  const now = part.now();
  if (now !== null) return call(now);
  const stop = part.subscribe(() => {
    stop();
    onceLoaded(part, call);
  });
}
