import { useSyncExternalStore } from "react";
import { fullWords, relativeWords } from "./time-words.js";

const TICK_MS = 10_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** One clock for all times on the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The clock goes in steps, and what happened since its last step is not in the future. */
function clockFor(at: string, present: number): number {
  const [instant, real] = [Date.parse(at), Date.now()];
  const shown = Math.max(present, real - TICK_MS);
  return instant > shown && instant <= real ? instant : shown;
}

/** A time as people say it, with the full instant as a tooltip. */
export function When({ at }: { readonly at: string }) {
  const present = useSyncExternalStore(subscribe, () => now);
  const words = relativeWords(at, clockFor(at, present));
  return (
    <time dateTime={at} title={fullWords(at)}>
      {words}
    </time>
  );
}
