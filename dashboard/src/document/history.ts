/** A document with the states before it and after it, for undo and redo. */
export interface History<State> {
  readonly present: State;
  readonly past: readonly State[];
  readonly future: readonly State[];
  /** What the last change was about; changes of the same thing in a row are one step of undo. Null ends the row. */
  readonly topic: string | null;
}

const DEEPEST = 200;

export function begin<State>(present: State): History<State> {
  return { present, past: [], future: [], topic: null };
}

/** A change. With the topic of the change before, such as a field that is typed into, both are undone at once. */
export function change<State>(history: History<State>, next: State, topic: string | null = null): History<State> {
  if (next === history.present) return history;
  const isSameRow = topic !== null && topic === history.topic && history.past.length > 0;
  const past = isSameRow ? history.past : [...history.past, history.present].slice(-DEEPEST);
  return { present: next, past, future: [], topic };
}

export function undo<State>(history: History<State>): History<State> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  const { past, present, future } = history;
  return { present: before, past: past.slice(0, -1), future: [present, ...future], topic: null };
}

export function redo<State>(history: History<State>): History<State> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { present: next, past: [...history.past, history.present], future, topic: null };
}
