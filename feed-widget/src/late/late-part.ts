/** A part of the widget that is fetched when it is first needed; bundlers make a chunk of its own of it. */
export interface LatePart<Part> {
  /** The part, if it is there already. */
  now(): Part | null;
  /** Fetches it once; a chunk that could not be fetched is asked for again by the next caller. */
  load(): Promise<Part>;
}

/** @example `const feedPart = latePart(() => import("./feed-part.js"))` */
export function latePart<Part>(fetchPart: () => Promise<Part>): LatePart<Part> {
  let loaded: Part | null = null;
  let loading: Promise<Part> | null = null;
  return {
    now: () => loaded,
    load() {
      loading ??= fetchPart().then(
        (part) => (loaded = part),
        (error: unknown) => {
          loading = null;
          throw error;
        },
      );
      return loading;
    },
  };
}
