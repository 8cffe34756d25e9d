import type { Answer, AnswerOf, EffectName, RequestOf, RunTask } from "./types.js";

/** One run's request. */
export interface EffectRequest<Name extends EffectName = EffectName> {
  task: RunTask;
  stepRef: string;
  request: RequestOf<Name>;
}

/** When something that a set changed for a recipient is due. */
export interface EffectDue {
  recipientKey: string;
  at: number;
}

/**
 * The state of one kind of effect during one set. It is loaded while the lane is locked, changed in memory, and written at
 * the end of the set.
 */
export interface EffectState<Name extends EffectName = EffectName> {
  readonly kind: Name;
  /** Loads the entries of these requests that are not loaded yet, with one statement. */
  load(requests: readonly EffectRequest<Name>[]): Promise<void>;
  answer(request: EffectRequest<Name>, now: number): AnswerOf<Name>;
  /** Writes the set's changes, one statement per table. */
  write(now: number): Promise<void>;
  /** The due times of the set's changes. */
  due(): Iterable<EffectDue>;
}

/** Answers the requests of one set, of all kinds of effects. */
export class EffectStore {
  readonly #states: ReadonlyMap<string, EffectState>;

  /** `states`: in the order in which their tables are written. */
  constructor(states: readonly EffectState[]) {
    this.#states = new Map(states.map((state) => [state.kind, state]));
  }

  /** Answers the requests of a wave, in the given order. Each kind loads its missing entries for all requests together. */
  async answer(requests: readonly EffectRequest[], now: number): Promise<Answer[]> {
    const byState = new Map<EffectState, EffectRequest[]>();
    for (const each of requests) {
      const state = this.#stateOf(each);
      const its = byState.get(state);
      if (its) its.push(each);
      else byState.set(state, [each]);
    }
    for (const [state, its] of byState) await state.load(its);
    return requests.map((each) => this.#stateOf(each).answer(each, now));
  }

  /** Writes the set's changes, in a fixed order of kinds. */
  async write(now: number): Promise<void> {
    for (const state of this.#states.values()) await state.write(now);
  }

  *due(): Iterable<EffectDue> {
    for (const state of this.#states.values()) yield* state.due();
  }

  #stateOf({ request }: EffectRequest): EffectState {
    const state = this.#states.get(request.kind);
    if (!state) throw new Error(`No effect of the kind "${request.kind}" is registered.`);
    return state;
  }
}
