import type { Tx } from "../../../platform/postgres/index.js";
import type { EffectState } from "../engine/effect-store.js";
import type { EffectName } from "../engine/types.js";

/** The transaction of a set that owns the lanes of its recipients. */
export interface LiveSet {
  tx: Tx;
  environmentId: number;
  newUuid(): string;
}

/** One kind of effect in the memory of a simulation, in place of its tables. */
export interface MemoryEffect<Name extends EffectName = EffectName> {
  /** The state of one set, which `write` keeps. */
  begin(): EffectState<Name>;
}

/** A kind of effect that is answered within a set: over its tables, or over memory. */
export interface EffectKind<Name extends EffectName = EffectName> {
  readonly name: Name;
  live(set: LiveSet): EffectState<Name>;
  /** Empty; for one simulation. */
  inMemory(): MemoryEffect<Name>;
}
