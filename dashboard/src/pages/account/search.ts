export interface SignInSearch {
  /** Why the identity provider's answer let nobody in. */
  readonly refusal?: string;
  /** Whether the identity provider has just let somebody in. */
  readonly isDone?: boolean;
}

const REFUSAL_MAX_LENGTH = 300;

export function readSignInSearch(search: Readonly<Record<string, unknown>>): SignInSearch {
  const { refusal, isDone } = search;
  return {
    ...(typeof refusal === "string" ? { refusal: refusal.slice(0, REFUSAL_MAX_LENGTH) } : {}),
    ...(isDone === true || isDone === 1 || isDone === "1" ? { isDone: true } : {}),
  };
}
