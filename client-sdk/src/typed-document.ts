/**
 * The text of an operation that knows the types of its result and its variables. A plain string may be used where one is
 * asked for; so may what GraphQL Code Generator's `documentMode: "string"` makes.
 *
 * @example
 * const viewer: TypedDocument<{ viewer: { userId: string } | null }, Record<string, never>> = "{ viewer { userId } }";
 */
export interface TypedDocument<Result, Variables> {
  toString(): string;
  /** Never set; carries the types. */
  __apiType?: (variables: Variables) => Result;
}
