/** One requirement of the contract, as a test of one provider. */
export interface ContractCase {
  /** Unique within a provider, such as `429 with Retry-After in seconds`. */
  name: string;
  /** Throws an error that says what the provider did instead. Null where the case does not apply to the provider. */
  run: (() => Promise<void> | void) | null;
  /** Why the case does not apply; null where it applies. */
  inapplicable: string | null;
}

export function contractCase(name: string, run: () => Promise<void> | void): ContractCase {
  return { name, run, inapplicable: null };
}

export function inapplicableCase(name: string, reason: string): ContractCase {
  return { name, run: null, inapplicable: reason };
}

/** A provider that breaks its contract; the message says how. */
export class ContractError extends Error {}

/** Throws a `ContractError` with these words unless the condition holds. */
export function verify(condition: boolean, words: string): asserts condition {
  if (!condition) throw new ContractError(words);
}
